package dev.cauce.pipelines;

import dev.cauce.expr.Uses;
import dev.cauce.fraud.PaymentColumns;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.schemas.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What the rows of {@link Fraud} are: which column is what, by the options or by usual names.
 *
 * @param rows format, columns and event time
 * @param columns which of them is what
 */
record FraudInput(InputOptions.Input rows, PaymentColumns columns) {
  private static final String NONE = "none";

  /** What a column is usually called, in small letters; the first one where nobody can look. */
  private static final Map<FlowOption, List<String>> NAMES = new LinkedHashMap<>();

  static {
    NAMES.put(
        Fraud.CARD,
        List.of(
            "card",
            "card_id",
            "card_number",
            "cardnumber",
            "cc_num",
            "customer_id",
            "customer",
            "account_id",
            "account",
            "user_id",
            "user",
            "nameorig"));
    NAMES.put(
        Fraud.PLACE,
        List.of(
            "place",
            "terminal_id",
            "terminal",
            "merchant_id",
            "merchant",
            "merchant_name",
            "shop",
            "store_id",
            "store",
            "namedest"));
    NAMES.put(
        Fraud.AMOUNT,
        List.of("amount", "tx_amount", "transaction_amount", "amt", "transactionamt", "value"));
    NAMES.put(
        Fraud.ID,
        List.of("id", "transaction_id", "transactionid", "tx_id", "trans_num", "payment_id"));
  }

  private static final List<String> TIMES =
      List.of(
          "time",
          "timestamp",
          "tx_datetime",
          "datetime",
          "at",
          "ts",
          "event_time",
          "created_at",
          "trans_date_trans_time",
          "transaction_time",
          "date");

  /** Reads the options; null if something is wrong, which is among {@code problems} then. */
  static @Nullable FraudInput read(FlowSettings settings, List<String> problems) {
    boolean isKnown = settings.isSet(InputOptions.SCHEMA) || !settings.sample().get().isEmpty();
    Uses uses = new Uses();
    NAMES.forEach(
        (option, names) -> {
          String asked = settings.isSet(option) ? settings.value(option) : names.get(0);
          boolean guessed = !settings.isSet(option) && (option == Fraud.ID);
          if (!asked.equals(NONE) && !asked.isBlank() && !guessed) {
            uses.add(option == Fraud.AMOUNT ? "abs(`" + asked + "`)" : "`" + asked + "`");
          }
        });
    int before = problems.size();
    String time = settings.table().eventTime();
    if (time == null) {
      time = isKnown ? time(settings, uses, problems) : TIMES.get(0);
    }
    if (problems.size() > before || time == null) {
      return null;
    }
    FlowSettings timed = settings.with(settings.table().withEventTime(time));
    InputOptions.Input rows = InputOptions.read(timed, uses, problems);
    if (rows == null) {
      return null;
    }
    PaymentColumns columns = columns(settings, rows.schema(), problems);
    return columns == null || problems.size() > before ? null : new FraudInput(rows, columns);
  }

  /** The column of the event time, by its name. */
  private static @Nullable String time(FlowSettings settings, Uses uses, List<String> problems) {
    InputOptions.Input untimed = InputOptions.read(settings, uses, problems);
    if (untimed == null) {
      return null;
    }
    String found = find(TIMES, untimed.schema());
    if (found == null) {
      problems.add(
          "There is no column of a usual name for the event time: write --event-time COLUMN; there"
              + " are "
              + String.join(", ", untimed.schema().getFieldNames())
              + ".");
    }
    return found;
  }

  private static @Nullable String find(List<String> names, Schema schema) {
    for (String name : names) {
      for (String column : schema.getFieldNames()) {
        if (column.equalsIgnoreCase(name)) {
          return column;
        }
      }
    }
    return null;
  }

  private static @Nullable PaymentColumns columns(
      FlowSettings settings, Schema schema, List<String> problems) {
    int before = problems.size();
    List<@Nullable String> found = new ArrayList<>();
    NAMES.forEach(
        (option, names) -> {
          boolean needed = option == Fraud.CARD || option == Fraud.AMOUNT;
          String asked = settings.value(option);
          String column;
          if (asked.isEmpty()) {
            column = find(names, schema);
          } else {
            column = schema.hasField(asked) ? asked : null;
            if (column == null && (needed || !asked.equals(NONE))) {
              problems.add(
                  "--"
                      + option.name()
                      + " \""
                      + asked
                      + "\": there is no such column; there are "
                      + String.join(", ", schema.getFieldNames())
                      + ".");
            }
          }
          if (column == null && asked.isEmpty() && needed) {
            problems.add(
                "There is no column of a usual name for the "
                    + option.name()
                    + ": write --"
                    + option.name()
                    + " COLUMN; there are "
                    + String.join(", ", schema.getFieldNames())
                    + ".");
          }
          found.add(column);
        });
    String card = found.get(0);
    String amount = found.get(2);
    if (problems.size() > before || card == null || amount == null) {
      return null;
    }
    return new PaymentColumns(found.get(3), card, found.get(1), amount);
  }

  /** What was taken for what, in one line. */
  String note() {
    return "A payment's card is "
        + columns.card()
        + ", its amount "
        + columns.amount()
        + ", its place "
        + (columns.place() == null ? "not known" : columns.place())
        + (columns.id() == null ? "" : ", its id " + columns.id())
        + ". Give others with --card, --amount, --place and --id.";
  }
}
