package dev.cauce.logs;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Knows the forms of messages that there were, and the templates that they make. What it knows
 * depends on the messages only, not on the order in which they came, as long as there is room for
 * their forms.
 *
 * <p>Bounded: a template of more than {@link #MOST_FORMS} forms becomes a form itself, and if there
 * are more forms than {@code room}, the templates that were not seen for the longest time (by event
 * time) are forgotten. Not thread-safe.
 */
final class TemplateMiner {
  /** So many forms of one template tell nothing new about it. */
  static final int MOST_FORMS = 64;

  private final int room;
  private final Map<String, TemplateStats> forms = new TreeMap<>();
  private final Map<String, Set<String>> shapes = new HashMap<>();
  private long forgotten;

  TemplateMiner(int room) {
    this.room = room;
  }

  /**
   * What a batch of messages changed.
   *
   * @param changed the templates that have other numbers, or are new
   * @param removed the texts of those that became part of another, or were forgotten
   * @param kinds the templates among {@code changed} of which nothing was known before
   */
  record Changes(
      Map<String, TemplateStats> changed, List<String> removed, Map<String, TemplateStats> kinds) {}

  /** Reads what {@link #write} wrote. */
  static TemplateMiner read(byte[] state, int room) {
    TemplateMiner miner = new TemplateMiner(room);
    StatsCodec.read(state, miner::put);
    return miner;
  }

  byte[] write() {
    return StatsCodec.write(forms);
  }

  /** How many forms are known. */
  int size() {
    return forms.size();
  }

  /** How many templates were forgotten since this object was made. */
  long forgotten() {
    return forgotten;
  }

  /** All templates, by their text. */
  Map<String, TemplateStats> templates() {
    Map<String, TemplateStats> all = new TreeMap<>();
    shapes.keySet().forEach(shape -> all.putAll(templates(shape)));
    return all;
  }

  /** Adds messages, by form. */
  Changes add(Map<String, TemplateStats> news) {
    Set<String> touched = new HashSet<>();
    news.keySet().forEach(form -> touched.add(shape(form)));
    Map<String, TemplateStats> before = new HashMap<>();
    touched.forEach(shape -> before.putAll(templates(shape)));
    Set<String> fresh = new HashSet<>(news.keySet());
    fresh.removeAll(forms.keySet());
    news.forEach(this::put);

    Map<String, TemplateStats> after = new TreeMap<>();
    Map<String, TemplateStats> kinds = new TreeMap<>();
    for (String shape : touched) {
      settle(shape, fresh, after, kinds);
    }
    if (forms.size() > room) {
      forget(before, after);
    }
    List<String> removed = new ArrayList<>();
    before.keySet().stream()
        .filter(text -> !after.containsKey(text))
        .sorted()
        .forEach(removed::add);
    after.entrySet().removeIf(entry -> entry.getValue().equals(before.get(entry.getKey())));
    kinds.keySet().retainAll(after.keySet());
    return new Changes(after, removed, kinds);
  }

  private static String shape(String form) {
    return Tokens.shape(Tokens.of(form));
  }

  private void put(String form, TemplateStats stats) {
    if (forms.merge(form, stats, TemplateStats::plus) == stats) {
      shapes.computeIfAbsent(shape(form), s -> new HashSet<>()).add(form);
    }
  }

  private void drop(String shape, String form) {
    forms.remove(form);
    Set<String> same = shapes.get(shape);
    if (same != null) {
      same.remove(form);
      if (same.isEmpty()) {
        shapes.remove(shape);
      }
    }
  }

  private Map<String, List<String>> members(String shape) {
    Map<String, List<String>> members = new LinkedHashMap<>();
    Set<String> same = shapes.get(shape);
    if (same != null) {
      Splitting.split(
          same.stream().map(Splitting.Form::of).toList(),
          (text, of) -> members.put(text, of.stream().map(Splitting.Form::text).toList()));
    }
    return members;
  }

  private TemplateStats sum(List<String> members) {
    TemplateStats sum = null;
    for (String member : members) {
      TemplateStats stats = forms.get(member);
      if (stats != null) {
        sum = sum == null ? stats : sum.plus(stats);
      }
    }
    if (sum == null) {
      throw new IllegalStateException("a template without messages");
    }
    return sum;
  }

  private Map<String, TemplateStats> templates(String shape) {
    Map<String, TemplateStats> templates = new HashMap<>();
    members(shape).forEach((text, of) -> templates.put(text, sum(of)));
    return templates;
  }

  /** The templates of a shape as they are now; those of many forms become one form. */
  private void settle(
      String shape,
      Set<String> fresh,
      Map<String, TemplateStats> templates,
      Map<String, TemplateStats> kinds) {
    members(shape)
        .forEach(
            (text, of) -> {
              TemplateStats sum = sum(of);
              templates.put(text, sum);
              if (fresh.containsAll(of)) {
                kinds.put(text, sum);
              }
              if (of.size() > MOST_FORMS) {
                of.forEach(form -> drop(shape, form));
                put(text, sum);
              }
            });
  }

  /** Forgets the templates that were not seen for the longest time, until a tenth is free. */
  private void forget(Map<String, TemplateStats> before, Map<String, TemplateStats> after) {
    record Old(String text, long last, String shape, List<String> forms) {}
    List<Old> all = new ArrayList<>();
    for (String shape : shapes.keySet()) {
      members(shape).forEach((text, of) -> all.add(new Old(text, sum(of).last(), shape, of)));
    }
    all.sort(Comparator.comparingLong(Old::last).thenComparing(Old::text));
    for (Old old : all) {
      if (forms.size() <= room - room / 10) {
        return;
      }
      if (!before.containsKey(old.text()) && !after.containsKey(old.text())) {
        before.put(old.text(), sum(old.forms()));
      }
      after.remove(old.text());
      old.forms().forEach(form -> drop(old.shape(), form));
      forgotten++;
    }
  }
}
