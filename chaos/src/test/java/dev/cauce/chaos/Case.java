package dev.cauce.chaos;

/** One fault, and what must be so in spite of it. */
interface Case {
  /** Its number in docs/reliability.md, and which form of it: {@code T0 direct}. */
  String name();

  /** Whether the short form has it, too. */
  boolean isShort();

  /**
   * Plays it, and tells {@code scene} what the sinks hold.
   *
   * @throws AssertionError if something is not as it must be that is no figure of the ledger
   */
  void play(Scene scene) throws Exception;

  /** What a case does. */
  interface Script {
    void play(Scene scene) throws Exception;
  }

  /** A case of the short form and the long one. */
  static Case always(String name, Script script) {
    return of(name, true, script);
  }

  /** A case of the long form only. */
  static Case rarely(String name, Script script) {
    return of(name, false, script);
  }

  private static Case of(String name, boolean inShort, Script script) {
    return new Case() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public boolean isShort() {
        return inShort;
      }

      @Override
      public void play(Scene scene) throws Exception {
        script.play(scene);
      }

      @Override
      public String toString() {
        return name;
      }
    };
  }
}
