/** One outbox for what must happen after a transaction, and the notices people read in the application. */
export { deliver, enqueue, notify, writeNotices, type Handlers, type NoticeKind, type Recipient, type Told } from './outbox.ts'
export { markRead, noticesFor, readerOf, unreadCount, type Notice, type Reader } from './read.ts'
