package dev.cauce.logs;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import org.junit.Test;

public class MasksTest {
  @Test
  public void form_valuesByTheirLooks_areMasked() {
    assertForm("Connection from 10.10.34.11:45307 closed", "Connection from <*> closed");
    assertForm("peer fe80:0:0:0:202:b3ff:fe1e:8329 left", "peer <*> left");
    assertForm("Opened /etc/httpd/conf/x.properties in 25 ms", "Opened <*> in <*>");
    assertForm("free 1.5 GB of 16GB (93%)", "free <*> of <*>");
    assertForm("GET http://example.com/a?b=c returned 200", "GET <*> returned <*>");
    assertForm("request 550e8400-e29b-41d4-a716-446655440000 took 0.25s", "request <*> took <*>");
    assertForm("session 0x14f05578bd80001 ended", "session <*> ended");
    assertForm("task 37bafbf03ad90c048e93eb775f2303d9_0_1 failed", "task <*> failed");
    assertForm("started at 2026-11-22 17:44:47.123 by cron", "started at <*> by cron");
    assertForm(
        "session opened for user bob by (uid=0)", "session opened for user <*> by (uid=<*>)");
  }

  @Test
  public void form_wordsWithDigits_keepTheirLetters() {
    assertForm("open through proxy SOCKS5", "open through proxy SOCKS<*>");
    assertForm("Found block rdd_42_13 locally", "Found block rdd_<*>_<*> locally");
  }

  @Test
  public void form_listsAndRemarks_areOneValueOrNone() {
    assertForm("delete blk_1, blk_2", "delete blk_<*>, blk_<*>");
    assertForm("speeds 3552, 3534, 3375 rpm", "speeds <*> rpm");
    assertForm("sent 2048 bytes (2.00 KB) today", "sent <*> bytes today");
    assertForm("from 1.2.3.4 () at noon", "from <*> at noon");
    assertForm("from 1.2.3.4 (a-1.example.net) at noon", "from <*> at noon");
  }

  @Test
  public void form_words_stayAsTheyAre() {
    assertForm("Interrupted while waiting for message", "Interrupted while waiting for message");
    assertForm("check pass; user unknown", "check pass; user unknown");
    assertForm("org.apache.Foo is deprecated", "org.apache.Foo is deprecated");
  }

  @Test
  public void form_longMessage_isCut() {
    assertThat(Masks.form("word ".repeat(100_000)).length(), lessThan(1000));
    assertThat(Masks.form("a".repeat(1_000_000)).length(), is(4000));
  }

  /** Patterns that go back and forth would take years for these, or all of the stack. */
  @Test
  public void form_hostileMessages_comeToAnEnd() {
    for (String part :
        new String[] {"a.", "1:", "-1", "/", "a-", "((", "0x", "\"\\", "user ", "1,"}) {
      String unused = Masks.form(part.repeat(4000));
      LogEvent none = LogParser.detecting(java.time.ZoneOffset.UTC).parse(part.repeat(20_000));
      assertThat(none == null || none.message() != null, is(true));
    }
  }

  private static void assertForm(String message, String form) {
    assertThat(Masks.form(message), is(form));
    assertThat("a form is its own form", Masks.form(form), is(form));
  }
}
