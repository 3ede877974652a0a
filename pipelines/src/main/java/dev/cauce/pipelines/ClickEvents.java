package dev.cauce.pipelines;

import dev.cauce.clicks.FieldPath;
import dev.cauce.clicks.PageViews;
import dev.cauce.clicks.ViewRule;
import dev.cauce.expr.Uses;
import dev.cauce.row.EventTime;
import dev.cauce.row.RowFormat;
import dev.cauce.row.Schemas;
import dev.cauce.row.TimeFormat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.jspecify.annotations.Nullable;

/** JSON events as the lines of {@link Clicks}: which field is what. */
final class ClickEvents {
  /** What a field is usually called; the first one is taken where nobody can look. */
  private static final Map<String, List<String>> NAMES = new LinkedHashMap<>();

  static {
    NAMES.put(
        "page",
        List.of("page", "url", "path", "page_url", "page_location", "location", "href", "uri"));
    NAMES.put(
        "visitor",
        List.of(
            "visitor",
            "visitor_id",
            "visitorId",
            "user_id",
            "userId",
            "anonymous_id",
            "anonymousId",
            "client_id",
            "clientId",
            "user"));
    NAMES.put("ip", List.of("ip", "client_ip", "clientIp", "remote_addr", "remote_ip", "client"));
    NAMES.put("agent", List.of("agent", "user_agent", "userAgent", "http_user_agent", "ua"));
    NAMES.put("method", List.of("method", "request_method"));
    NAMES.put("status", List.of("status"));
  }

  private static final List<String> TIMES =
      List.of(
          "time", "timestamp", "@timestamp", "ts", "at", "event_time", "datetime", "created_at");

  private final FlowSettings settings;
  private final Map<String, FieldPath> given = new LinkedHashMap<>();
  private final @Nullable Schema sampled;

  private ClickEvents(FlowSettings settings) {
    this.settings = settings;
    List<String> sample = settings.sample().get();
    this.sampled = sample.isEmpty() ? null : Schemas.inferJson(sample);
  }

  /** Reads the options; what is wrong is thrown, or among {@code problems}. */
  static @Nullable ClicksInput read(FlowSettings settings, ViewRule rule, List<String> problems) {
    return new ClickEvents(settings).input(rule, problems);
  }

  private @Nullable ClicksInput input(ViewRule rule, List<String> problems) {
    given();
    FieldPath page = field("page", true);
    List<FieldPath> visitor = visitor();
    String time = time();
    if (page == null) {
      problems.add(missing("page", "--fields page=FIELD"));
    }
    if (visitor.isEmpty()) {
      problems.add(missing("visitor", "--visitor FIELD"));
    }
    if (time == null) {
      problems.add(missing("event time", "--event-time FIELD"));
    }
    if (page == null || visitor.isEmpty() || time == null) {
      return null;
    }
    FieldPath method = field("method", false);
    FieldPath status = field("status", false);
    FieldPath agent = field("agent", false);
    List<FieldPath> all = new ArrayList<>(List.of(page));
    all.addAll(visitor);
    for (FieldPath optional : new @Nullable FieldPath[] {method, status, agent}) {
      if (optional != null) {
        all.add(optional);
      }
    }
    PageViews.Fields fields = new PageViews.Fields(page, visitor, method, status, agent, false);
    EventTime eventTime = eventTime(time, problems);
    String note =
        "In an event, time is "
            + time
            + ", page is "
            + page
            + ", visitor is "
            + visitor.stream().map(FieldPath::toString).collect(Collectors.joining(" and "))
            + ". Give others with --event-time, --fields and --visitor.";
    return ClicksInput.of(settings, RowFormat.json(columns(all)), eventTime, fields, rule, note);
  }

  /** The fields that users name. */
  private void given() {
    String text = settings.value(Clicks.FIELDS);
    for (String part : text.isBlank() ? new String[0] : text.split(",", -1)) {
      int is = part.indexOf('=');
      String role = is < 0 ? "" : part.substring(0, is).strip();
      if (!NAMES.containsKey(role)) {
        throw new IllegalArgumentException(
            "--fields \""
                + part.strip()
                + "\": write ROLE=FIELD, with one of the roles "
                + String.join(", ", NAMES.keySet())
                + ".");
      }
      try {
        given.put(role, FieldPath.parse(part.substring(is + 1)));
      } catch (IllegalArgumentException refused) {
        throw new IllegalArgumentException("--fields: " + refused.getMessage(), refused);
      }
    }
  }

  /** The field of {@code role}: the one given, or one of a usual name. */
  private @Nullable FieldPath field(String role, boolean wanted) {
    FieldPath told = given.get(role);
    if (told != null) {
      return told;
    }
    List<String> names = NAMES.getOrDefault(role, List.of());
    Schema columns = sampled;
    if (columns == null) {
      return wanted ? FieldPath.parse(names.get(0)) : null;
    }
    return names.stream().filter(columns::hasField).findFirst().map(FieldPath::parse).orElse(null);
  }

  private List<FieldPath> visitor() {
    if (settings.isSet(Clicks.VISITOR)) {
      return ClicksInput.paths(settings.value(Clicks.VISITOR));
    }
    boolean byAddress = given.containsKey("ip") && !given.containsKey("visitor");
    FieldPath visitor = byAddress ? null : field("visitor", sampled == null);
    if (visitor != null) {
      return List.of(visitor);
    }
    FieldPath ip = field("ip", false);
    FieldPath agent = field("agent", false);
    return ip == null ? List.of() : agent == null ? List.of(ip) : List.of(ip, agent);
  }

  private @Nullable String time() {
    String told = settings.table().eventTime();
    Schema columns = sampled;
    if (told != null) {
      return told;
    }
    return columns == null
        ? TIMES.get(0)
        : TIMES.stream().filter(columns::hasField).findFirst().orElse(null);
  }

  private static EventTime eventTime(String place, List<String> problems) {
    int colon = place.indexOf(':');
    try {
      return colon < 0
          ? EventTime.json(place)
          : EventTime.json(place.substring(0, colon))
              .as(TimeFormat.parse(place.substring(colon + 1)));
    } catch (IllegalArgumentException bad) {
      problems.add("--event-time: " + bad.getMessage() + ".");
      return EventTime.arrival(); // it does not run
    }
  }

  private String missing(String what, String remedy) {
    Schema columns = sampled;
    return "There is no field of a usual name for the "
        + what
        + ": write "
        + remedy
        + (columns == null
            ? "."
            : "; there are " + String.join(", ", columns.getFieldNames()) + ".");
  }

  /** The columns of an event: {@code fields}, and those of which the condition speaks. */
  private Schema columns(List<FieldPath> fields) {
    Schema known = FieldPath.schema(fields.stream().distinct().toList());
    Schema.Builder columns = Schema.builder();
    known.getFields().forEach(columns::addField);
    Uses uses = new Uses();
    if (!settings.value(Clicks.WHERE).isBlank()) {
      uses.add(settings.value(Clicks.WHERE));
    }
    Schema seen = sampled;
    for (Map.Entry<String, Set<Uses.As>> use : uses.columns().entrySet()) {
      String name = use.getKey();
      if (!known.hasField(name) && !PageViews.OWN.contains(name)) {
        FieldType type =
            use.getValue().contains(Uses.As.NUMBER) ? FieldType.DOUBLE : FieldType.STRING;
        columns.addNullableField(
            name, seen != null && seen.hasField(name) ? seen.getField(name).getType() : type);
      }
    }
    return columns.build();
  }
}
