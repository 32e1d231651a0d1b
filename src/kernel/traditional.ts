/** Words that, written over character by character, would come out wrong in traditional script, or that offices there write in a fixed way. */
export const traditionalWords: [string, string][] = [
  ['複議', '復議'], ['發佈', '發布'], ['佈局', '布局'], ['公佈', '公布'], ['回覆', '回復'], ['臺賬', '臺帳'], ['賬號', '帳號'], ['傢俱', '家具'],
]
