package dev.cauce.logs;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Splits forms of one shape into templates: a place in which only a few different words stand tells
 * kinds of message apart, one in which many stand holds a value.
 *
 * <p>The place with the fewest words splits first (as in IPLoM: Makanju, Zincir-Heywood and Milios,
 * "Clustering event logs using iterative partitioning", KDD 2009), until what is left in common is
 * more than what differs. What comes out depends on the set of forms only, not on their order,
 * which an online tree such as Drain's (He et al., ICWS 2017) cannot promise.
 */
final class Splitting {
  /** So many different words in one place, all else equal, are a value. */
  private static final int WORDS = 5;

  /** Messages begin with what they are about: there it takes more. */
  private static final int FIRST_WORDS = 16;

  /** So many if all of them have digits in them, or one of them is known to be a value. */
  private static final int VALUES = 2;

  private final BiConsumer<String, List<Form>> templates;

  private Splitting(BiConsumer<String, List<Form>> templates) {
    this.templates = templates;
  }

  /** A form, taken apart. */
  record Form(String text, String[] tokens) {
    static Form of(String text) {
      return new Form(text, Tokens.of(text));
    }
  }

  /** Hands each template of {@code forms}, which have one shape, to {@code templates}. */
  static void split(List<Form> forms, BiConsumer<String, List<Form>> templates) {
    List<Form> sorted = new ArrayList<>(forms);
    sorted.sort(Comparator.comparing(Form::text));
    new Splitting(templates).split(sorted);
  }

  private void split(List<Form> forms) {
    String[] one = forms.get(0).tokens();
    if (forms.size() == 1) {
      templates.accept(forms.get(0).text(), forms);
      return;
    }
    int first = firstWord(one);
    List<Integer> different = new ArrayList<>();
    int splits = -1;
    int fewest = Integer.MAX_VALUE;
    int hardSplits = -1;
    int fewestHard = Integer.MAX_VALUE;
    int hard = 0;
    int constant = 0;
    for (int place = 0; place < one.length; place++) {
      if (Tokens.isPunctuation(one[place])) {
        continue;
      }
      Set<String> words = new HashSet<>();
      for (Form form : forms) {
        words.add(form.tokens()[place]);
      }
      if (words.size() == 1) {
        constant += Tokens.isValue(one[place]) ? 0 : 1;
        continue;
      }
      different.add(place);
      int many = many(words, place == first);
      if (words.size() < many && words.size() < fewest) {
        fewest = words.size();
        splits = place;
      }
      if (!words.stream().allMatch(Tokens::hasValue)) {
        hard++;
        if (words.size() < fewestHard) {
          fewestHard = words.size();
          hardSplits = place;
        }
      }
    }
    if (splits < 0 && constant < hard) {
      splits = hardSplits; // too little in common to be one kind
    }
    if (splits < 0) {
      templates.accept(text(one, different), forms);
      return;
    }
    Map<String, List<Form>> parts = new TreeMap<>();
    for (Form form : forms) {
      parts.computeIfAbsent(form.tokens()[splits], word -> new ArrayList<>()).add(form);
    }
    parts.values().forEach(this::split);
  }

  private static int firstWord(String[] tokens) {
    for (int i = 0; i < tokens.length; i++) {
      if (!Tokens.isPunctuation(tokens[i]) && !Tokens.isValue(tokens[i])) {
        return i;
      }
    }
    return -1;
  }

  private static int many(Set<String> words, boolean isFirst) {
    boolean allHave = true;
    for (String word : words) {
      if (Tokens.isValue(word)) {
        return VALUES;
      }
      allHave &= Tokens.hasValue(word);
    }
    return allHave ? VALUES : isFirst ? FIRST_WORDS : WORDS;
  }

  private static String text(String[] tokens, List<Integer> values) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < tokens.length; i++) {
      boolean spaced = tokens[i].charAt(0) == ' ';
      text.append(values.contains(i) ? (spaced ? " " : "") + Masks.VALUE : tokens[i]);
    }
    return text.toString();
  }
}
