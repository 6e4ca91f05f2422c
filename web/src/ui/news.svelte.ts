/** What has happened elsewhere: it stands before the document's title, so that a tab in the background tells it. */
class News {
  /** "" when there is nothing, or when it was seen. */
  text = $state("")
}

export const news = new News()
