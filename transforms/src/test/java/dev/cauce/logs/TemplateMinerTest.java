package dev.cauce.logs;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.junit.Assert.assertThrows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.Test;

public class TemplateMinerTest {
  private static Map<String, TemplateStats> news(long second, String... messages) {
    Map<String, TemplateStats> news = new HashMap<>();
    for (String message : messages) {
      LogEvent event = new LogEvent(1_000_000 * second, "INFO", "shop", null, null, message);
      news.merge(Masks.form(message), TemplateStats.of(event, event.micros()), TemplateStats::plus);
    }
    return news;
  }

  private static Map<String, Long> counts(Map<String, TemplateStats> templates) {
    Map<String, Long> counts = new TreeMap<>();
    templates.forEach((text, stats) -> counts.put(text, stats.count()));
    return counts;
  }

  @Test
  public void add_fewWordsInOnePlace_tellKindsApart() {
    TemplateMiner miner = new TemplateMiner(100);
    miner.add(news(1, "state is LEADING now", "state is LOOKING now", "state is LOOKING now"));
    assertThat(
        counts(miner.templates()),
        equalTo(Map.of("state is LEADING now", 1L, "state is LOOKING now", 2L)));
  }

  @Test
  public void add_fifthWordInOnePlace_makesItAValueAndTakesTheFourBack() {
    TemplateMiner miner = new TemplateMiner(100);
    miner.add(news(1, "login of ann failed", "login of bob failed"));
    miner.add(news(2, "login of eve failed", "login of dan failed", "disk full"));
    TemplateMiner.Changes changes = miner.add(news(3, "login of kim failed"));

    assertThat(counts(changes.changed()), equalTo(Map.of("login of <*> failed", 5L)));
    assertThat(
        changes.removed(),
        contains(
            "login of ann failed",
            "login of bob failed",
            "login of dan failed",
            "login of eve failed"));
    assertThat("known in another form", changes.kinds().keySet(), empty());
    assertThat(
        counts(miner.templates()), equalTo(Map.of("disk full", 1L, "login of <*> failed", 5L)));
  }

  @Test
  public void add_kindNeverSeen_isNewOnce() {
    TemplateMiner miner = new TemplateMiner(100);
    assertThat(miner.add(news(1, "took 5 ms", "took 7 ms")).kinds().keySet(), contains("took <*>"));
    assertThat(miner.add(news(2, "took 9 ms")).kinds().keySet(), empty());
    assertThat(miner.add(news(2, "gave up")).kinds().keySet(), contains("gave up"));
  }

  @Test
  public void stats_addUp() {
    LogEvent late = new LogEvent(5, "INFO", "b", null, null, "later");
    LogEvent early = new LogEvent(3, "ERROR", "a", null, null, "earlier");
    TemplateStats sum = TemplateStats.of(late, 5).plus(TemplateStats.of(early, 3));
    assertThat(sum, equalTo(new TemplateStats(2, 3, 5, "ERROR", List.of("a", "b"), "earlier")));
    assertThat(TemplateStats.of(early, 3).plus(TemplateStats.of(late, 5)), equalTo(sum));
  }

  /** In whatever order and in however many batches messages come, and with restarts in between. */
  @Test
  public void add_anyOrderAndBatches_givesTheSameTemplates() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 10; round++) {
      List<String> messages = messages(random);
      TemplateMiner whole = new TemplateMiner(10_000);
      whole.add(news(1, messages.toArray(new String[0])));
      Collections.shuffle(messages, random);
      TemplateMiner parts = new TemplateMiner(10_000);
      for (int from = 0; from < messages.size(); ) {
        int to = Math.min(messages.size(), from + 1 + random.nextInt(40));
        parts.add(news(1, messages.subList(from, to).toArray(new String[0])));
        from = to;
        parts = TemplateMiner.read(parts.write(), 10_000);
      }
      assertThat("seed " + seed, parts.templates(), equalTo(whole.templates()));
    }
  }

  private static List<String> messages(Random random) {
    String[] names = {"ann", "bob", "eve", "dan", "kim", "leo", "mia", "tom", "ute", "zoe"};
    String[] states = {"UP", "DOWN", "LOST"};
    List<String> messages = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      String name = names[random.nextInt(names.length)];
      messages.add(
          switch (random.nextInt(6)) {
            case 0 -> "login of " + name + " from 10.0.0." + random.nextInt(9) + " failed";
            case 1 -> "node " + states[random.nextInt(3)] + " since " + random.nextInt(60) + " s";
            case 2 -> "node n" + random.nextInt(5) + " is " + states[random.nextInt(3)];
            case 3 -> "mail to " + name + " via relay" + random.nextInt(3) + " was sent";
            case 4 -> "cache=" + name + ", hits=" + random.nextInt(1000);
            default -> "nothing happened";
          });
    }
    return messages;
  }

  @Test
  public void add_manyFormsOfOneTemplate_areKeptAsOne() {
    TemplateMiner miner = new TemplateMiner(10_000);
    for (int i = 0; i < 1000; i++) {
      miner.add(news(i, "login of " + name(i) + " failed"));
    }
    assertThat(miner.size(), lessThanOrEqualTo(TemplateMiner.MOST_FORMS));
    assertThat(counts(miner.templates()), equalTo(Map.of("login of <*> failed", 1000L)));
  }

  private static String name(int i) {
    return "" + (char) ('a' + i % 26) + (char) ('a' + i / 26 % 26) + (char) ('a' + i / 676) + "xyz";
  }

  @Test
  public void add_moreThanThereIsRoomFor_forgetsWhatWasNotSeenForLongest() {
    TemplateMiner miner = new TemplateMiner(10);
    String words = "one";
    for (int i = 0; i < 10; i++, words += " one") { // each of another length
      miner.add(news(100 + i, words));
    }
    miner.add(news(200, "one"));
    TemplateMiner.Changes changes = miner.add(news(201, "something else entirely : here"));
    assertThat(changes.removed(), contains("one one", "one one one"));
    assertThat(changes.kinds().keySet(), contains("something else entirely : here"));
    assertThat(miner.size(), is(9));
    assertThat(miner.forgotten(), is(2L));
    assertThat(counts(miner.templates()).get("one"), is(2L));
  }

  @Test
  public void read_laterFormat_isRefusedWithWhatToDo() {
    byte[] state = new TemplateMiner(10).write();
    state[0] = 2;
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> TemplateMiner.read(state, 10))
            .getMessage(),
        is(
            "The kinds of messages are in the format 2, and this version reads only 1: go on with"
                + " the version that wrote them, or start with a new checkpoint."));
  }

  @Test
  public void id_isOfTheTextAlone() {
    assertThat(Templates.id("login of <*> failed"), is("72d7dcb5e2c3"));
  }
}
