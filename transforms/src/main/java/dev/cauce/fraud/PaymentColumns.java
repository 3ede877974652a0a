package dev.cauce.fraud;

import dev.cauce.row.MalformedRowException;
import java.io.Serializable;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;

/**
 * Which columns of a row are what.
 *
 * @param id of the payment; null: it has none
 * @param card who pays
 * @param place where: a terminal, a merchant; null: that is not known
 * @param amount a number
 */
public record PaymentColumns(
    @Nullable String id, String card, @Nullable String place, String amount)
    implements Serializable {
  /** Longer texts than this do not tell payments, cards or places apart. */
  private static final int LONGEST = 1000;

  /**
   * The payment of {@code row}.
   *
   * @throws MalformedRowException if it has no card, or no amount that is a finite number
   */
  Payment payment(Row row, long micros) throws MalformedRowException {
    String payer = text(row, card);
    if (payer.isEmpty()) {
      throw new MalformedRowException("field \"" + card + "\": missing or null");
    }
    String written = text(row, amount);
    double number;
    try {
      number = Double.parseDouble(written);
    } catch (NumberFormatException none) {
      throw new MalformedRowException(
          "field \""
              + amount
              + "\": "
              + (written.isEmpty() ? "missing or null" : "\"" + written + "\" is no number"));
    }
    if (Double.isNaN(number) || Math.abs(number) > 1e15) {
      throw new MalformedRowException("field \"" + amount + "\": " + written + " is no amount");
    }
    return new Payment(
        id == null ? "" : text(row, id),
        payer,
        place == null ? "" : text(row, place),
        micros,
        number);
  }

  private static String text(Row row, String column) {
    Object value = row.getValue(column);
    String text = value == null ? "" : value.toString();
    return text.length() > LONGEST ? text.substring(0, LONGEST) : text;
  }
}
