package dev.cauce.pipelines;

import java.util.List;

/** Settings that a {@link Flow} cannot work with. Says everything that is wrong at once. */
public final class RefusedException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final List<String> problems;

  /** Says what is wrong: one sentence each, which begins with the option as users write it. */
  public RefusedException(List<String> problems) {
    super(String.join(" ", problems));
    this.problems = List.copyOf(problems);
  }

  /** One sentence for each thing that is wrong. */
  public List<String> problems() {
    return problems;
  }
}
