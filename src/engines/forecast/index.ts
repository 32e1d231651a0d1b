/** Whether a figure or a task will be done by its day, with the range and the reason, and how often such a forecast would have been right before. */
export { forecastFigure, type FigureAsked } from './figure.ts'
export { forecastWork, testWork, weighingOf, type Track, type WorkAsked } from './work.ts'
export { type BackTest, type Band, bandWords, type History, type MethodScore, type Outlook, type TestPoint } from './types.ts'
