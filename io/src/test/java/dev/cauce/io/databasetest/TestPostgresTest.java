package dev.cauce.io.databasetest;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.Test;

public class TestPostgresTest {
  @Test
  public void restart_afterCrash_stillHasItsRowsAndItsPassword() throws Exception {
    try (TestPostgres pg = TestPostgres.start()) {
      try (Connection connection = pg.connect()) {
        connection.createStatement().execute("CREATE TABLE kept AS SELECT 1 AS n");
      }
      pg.kill();
      pg.restart();
      assertThat(pg.rows(pg.url(), "SELECT n FROM kept"), is(List.of(List.of("1"))));
      pg.stop();
      pg.restart();
      assertThat(pg.rows(pg.url(), "SELECT n FROM kept"), is(List.of(List.of("1"))));
      SQLException refused =
          assertThrows(
              SQLException.class, () -> DriverManager.getConnection(pg.url(), pg.user(), "wrong"));
      assertThat(refused.getMessage(), containsString("password authentication failed"));
    }
  }
}
