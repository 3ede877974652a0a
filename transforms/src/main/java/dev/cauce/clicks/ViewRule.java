package dev.cauce.clicks;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Which requests are page views: those by which a person was shown a page. What is not known of a
 * request (null) does not speak against it.
 *
 * @param bots what in the name of a client's program says that nobody looks at what it gets; null:
 *     robots count as well
 * @param assets the ends of names of files that belong to pages, in small letters without dot;
 *     empty: they count as well
 * @param failures whether requests count that were not answered with status 304, or 200 to 299
 *     other than 206
 * @param methods whether requests count that are no GET
 */
public record ViewRule(
    @Nullable Pattern bots, Set<String> assets, boolean failures, boolean methods)
    implements Serializable {
  /**
   * What names of robots have in them, in any case: words that they call themselves, an address to
   * complain to, and the libraries that programs fetch with.
   */
  public static final String BOTS =
      "(?<!cu)bots?\\b|crawl|spider|slurp|archiver|feed|fetch|rss|scan|monitor|pingdom|uptime|validator"
          + "|preview|externalhit|headless|phantomjs|selenium|https?:|www\\.|@"
          + "|^(curl|wget|java|python|perl|php|ruby|go|apache|libwww|lwp|httpie|okhttp|axios"
          + "|aiohttp|node|scrapy|postman|nutch|winhttp)\\b";

  /** The ends of names of files that belong to pages. */
  public static final String ASSETS =
      "css,js,mjs,map,png,jpg,jpeg,gif,svg,webp,avif,ico,bmp,tif,tiff,cur,woff,woff2,ttf,otf,eot,"
          + "mp3,mp4,m4a,m4v,webm,ogg,ogv,wav,avi,mov,flv,swf,mpg,mpeg";

  private static final int PIECE = 206; // players and readers of PDF ask for many of one file
  private static final int UNCHANGED = 304; // the page is shown as the browser has it

  private static final List<String> KINDS = List.of("bots", "assets", "failures", "methods");

  /** The sets are copied. */
  public ViewRule {
    assets = Set.copyOf(assets);
  }

  /**
   * The rule in words.
   *
   * @param include what counts besides page views: some of {@code bots, assets, failures, methods}
   *     with commas between them, {@code all} or nothing
   * @param bots as {@link #BOTS}; nothing: there are none
   * @param assets as {@link #ASSETS}
   * @throws IllegalArgumentException with one line, which begins with the parameter's name
   */
  public static ViewRule parse(String include, String bots, String assets) {
    Set<String> kinds = words(include);
    boolean all = kinds.remove("all");
    for (String kind : kinds) {
      if (!KINDS.contains(kind)) {
        throw new IllegalArgumentException(
            "include \"" + kind + "\" is no such kind: use all, or some of " + KINDS + ".");
      }
    }
    return new ViewRule(
        all || kinds.contains("bots") ? null : pattern(bots),
        all || kinds.contains("assets") ? Set.of() : words(assets),
        all || kinds.contains("failures"),
        all || kinds.contains("methods"));
  }

  private static @Nullable Pattern pattern(String bots) {
    if (bots.isBlank()) {
      return null;
    }
    try {
      return Pattern.compile(bots, Pattern.CASE_INSENSITIVE);
    } catch (PatternSyntaxException bad) {
      throw new IllegalArgumentException(
          "bots \"" + bots + "\" is not a regular expression: " + bad.getDescription() + ".", bad);
    }
  }

  private static Set<String> words(String text) {
    Set<String> words = new TreeSet<>();
    Arrays.stream(text.split(",", -1))
        .map(word -> word.strip().toLowerCase(Locale.ROOT).replaceFirst("^\\.", ""))
        .filter(word -> !word.isEmpty())
        .forEach(words::add);
    return words;
  }

  boolean takesMethod(@Nullable String method) {
    return methods || method == null || method.equalsIgnoreCase("GET");
  }

  boolean takesStatus(@Nullable Integer status) {
    return failures
        || status == null
        || status >= 200 && status <= 299 && status != PIECE
        || status == UNCHANGED;
  }

  boolean takesAgent(@Nullable String agent) {
    return bots == null || agent == null || !bots.matcher(agent).find();
  }

  /** Whether {@code path}, without its query, is a page. */
  boolean takesPath(String path) {
    if (assets.isEmpty()) {
      return true;
    }
    int dot = path.lastIndexOf('.');
    return (dot <= path.lastIndexOf('/')
            || !assets.contains(path.substring(dot + 1).toLowerCase(Locale.ROOT)))
        && !path.equals("/robots.txt");
  }
}
