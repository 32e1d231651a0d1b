/** Reminds whoever is waited for, tells delays upwards until they are acknowledged, and carries both out of the house: mail, signed webhooks, calendars. */
export { remind } from './remind.ts'
export { acknowledge, type Escalation, escalationsFor } from './escalations.ts'
export { type Choice, type ChoiceView, choiceOf, confirmAddress, dropAddress, saveChoice, wantAddress } from './choices.ts'
export { mailHost, type MailSettings } from './mail.ts'
export { allowedHosts, carry, deliveries, type DeliveryView, forgetOldDeliveries, type Outside, sendAgain, sendDue, sendNow } from './send.ts'
export { addWebhook, allowHosts, changeWebhook, renewSecret, tryWebhook, webhooksOf, type WebhookView } from './webhooks.ts'
export { addFeed, feedsOf, type FeedView, readFeed, revokeFeed } from './feed.ts'
