import { createRequire } from 'node:module'
import pdfmake from 'pdfmake'

const require = createRequire(import.meta.url)
const fontFile = (weight: string) => require.resolve(`@expo-google-fonts/noto-sans-sc/${weight}`)
const fonts = { normal: fontFile('400Regular/NotoSansSC_400Regular.ttf'), bold: fontFile('700Bold/NotoSansSC_700Bold.ttf') }

pdfmake.setFonts({ Noto: { normal: fonts.normal, bold: fonts.bold, italics: fonts.normal, bolditalics: fonts.bold } })
// A paper is drawn from its words alone: nothing is fetched, and no file is read but the fonts.
pdfmake.setUrlAccessPolicy(() => false)
pdfmake.setLocalAccessPolicy((path) => path === fonts.normal || path === fonts.bold)

/** The PDF maker with the type it may use. */
export { pdfmake }
