package dev.cauce.clicks;

/** What a page is called, whatever way it was asked for. */
final class PageNames {
  private PageNames() {}

  /** The path of {@code url}, with its query if {@code keepQuery}; scheme, host and fragment go. */
  static String of(String url, boolean keepQuery) {
    String page = url;
    int fragment = page.indexOf('#');
    if (fragment >= 0) {
      page = page.substring(0, fragment);
    }
    int query = page.indexOf('?');
    String before = query < 0 ? page : page.substring(0, query);
    String after = query < 0 || !keepQuery ? "" : page.substring(query);
    return withoutHost(before) + after;
  }

  private static String withoutHost(String url) {
    int scheme = url.indexOf("://");
    boolean hasHost = scheme > 0 && url.indexOf('/') == scheme + 1;
    if (hasHost) {
      int path = url.indexOf('/', scheme + 3);
      return path < 0 ? "/" : url.substring(path);
    }
    return url.isEmpty() ? "/" : url;
  }
}
