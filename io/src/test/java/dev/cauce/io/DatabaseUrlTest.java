package dev.cauce.io;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Which URLs, names and files are let through to a driver. */
public class DatabaseUrlTest {
  private static final String MARKER = "Marker-42";

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  @Test
  public void problems_ordinaryUrls_none() {
    for (String url :
        List.of(
            "jdbc:postgresql://localhost:5432/shop",
            "jdbc:postgresql://h1,h2/shop?ssl=true&sslmode=verify-full&currentSchema=sales",
            "jdbc:postgresql:shop",
            "JDBC:PostgreSQL://[::1]/shop",
            "jdbc:h2:./shop",
            "jdbc:h2:mem:shop;DB_CLOSE_DELAY=-1;MODE=PostgreSQL",
            "jdbc:h2:tcp://localhost/~/shop")) {
      assertThat(url, DatabaseUrl.problems(url), empty());
    }
  }

  @Test
  public void problems_otherDatabases_areRefused() {
    assertThat(
        DatabaseUrl.problems("jdbc:derby:memory:x"),
        contains(
            "its database is not one of those that are let through: use"
                + " jdbc:postgresql:, jdbc:mariadb:, jdbc:mysql: or jdbc:h2:."));
    assertThat(DatabaseUrl.problems("jdbc:h2x:y").size(), is(1));
    assertThat(DatabaseUrl.problems("").size(), is(1));
  }

  @Test
  public void problems_settingsThatRunCodeOrWriteFiles_areRefused() {
    for (String url :
        List.of(
            "jdbc:h2:mem:x;INIT=RUNSCRIPT FROM 'http://x/y.sql'",
            "jdbc:h2:mem:x;init=DROP ALL OBJECTS",
            "jdbc:h2:mem:x;I\\NIT=DROP ALL OBJECTS",
            "jdbc:h2:mem:x; INIT =DROP ALL OBJECTS",
            "jdbc:h2:mem:x;%49NIT=DROP ALL OBJECTS",
            "jdbc:h2:mem:x;%2549NIT=DROP ALL OBJECTS",
            "jdbc:h2:mem:x;%69%6e%69%74%3dDROP ALL OBJECTS",
            "jdbc:h2:mem:x;TRACE_LEVEL_FILE=3",
            "jdbc:h2:mem:x;DATABASE_EVENT_LISTENER='a.B'",
            "jdbc:h2:mem:x;JAVA_OBJECT_SERIALIZER='a.B'",
            "jdbc:postgresql://h/d?socketFactory=a.B&socketFactoryArg=http://x",
            "jdbc:postgresql://h/d?a=b&SSLFactory=a.B",
            "jdbc:postgresql://h/d?loggerLevel=TRACE&loggerFile=/etc/x",
            "jdbc:postgresql://h/d?authenticationPluginClassName=a.B",
            "jdbc:postgresql://h/d?allowLoadLocalInfile=true",
            "jdbc:postgresql://h/d?allowUrlInLocalInfile=true",
            "jdbc:postgresql://h/d?autoDeserialize=true",
            "jdbc:mariadb://h/d?allowLocalInfile=true",
            "jdbc:mariadb://h/d?initSql=DROP TABLE t",
            "jdbc:mysql://h/d?sessionVariables=sql_mode=''",
            "jdbc:mysql://h/d?autoDeserialize=true",
            "jdbc:mysql://h/d?queryInterceptors=a.B")) {
      assertThat(url, DatabaseUrl.problems(url), not(empty()));
      assertThat(
          url, String.join("", DatabaseUrl.problems(url)), containsString("= is not let through"));
    }
  }

  @Test
  public void problems_passwords_areRefusedWithoutTellingThem() {
    for (String url :
        List.of(
            "jdbc:postgresql://h/d?user=me&password=" + MARKER,
            "jdbc:postgresql://h/d?PassWord=" + MARKER,
            "jdbc:postgresql://h/d?%70assword=" + MARKER,
            "jdbc:postgresql://h/d?p%2561ssword%3D" + MARKER,
            "jdbc:postgresql://h/d?sslpassword=" + MARKER,
            "jdbc:postgresql://me:" + MARKER + "@h/d",
            "jdbc:postgresql://me%3A" + MARKER + "%40h/d",
            "jdbc:h2:mem:x;USER=sa;PASSWORD=" + MARKER,
            "jdbc:h2:mem:x;PASSWORD_HASH=" + MARKER,
            "jdbc:h2:mem:x;PASS\\WORD=" + MARKER)) {
      List<String> problems = DatabaseUrl.problems(url);
      assertThat(url, problems.toString(), containsString("CAUCE_DB_PASSWORD"));
      InvalidUriException refused =
          assertThrows(
              InvalidUriException.class,
              () -> Endpoints.write(EndpointUri.parse(url + "#words?create=true")));
      assertThat(refused.getMessage(), not(containsString(MARKER)));
      assertThat(refused.uri(), not(containsString(MARKER)));
      IllegalArgumentException api =
          assertThrows(IllegalArgumentException.class, () -> DatabaseIO.write(url, "words"));
      assertThat(api.getMessage(), not(containsString(MARKER)));
    }
  }

  @Test
  public void parse_passwordAmongOptions_isNotTold() {
    String uri = "jdbc:h2:mem:x#words?create=true&password=" + MARKER;
    InvalidUriException refused =
        assertThrows(InvalidUriException.class, () -> Endpoints.write(EndpointUri.parse(uri)));
    assertThat(refused.getMessage(), containsString("\"password\" is not an option of it"));
    assertThat(refused.getMessage(), not(containsString(MARKER)));
    InvalidUriException malformed =
        assertThrows(
            InvalidUriException.class,
            () -> EndpointUri.parse("jdbc:h2:mem:x;PASSWORD=" + MARKER + "#words?create"));
    assertThat(malformed.getMessage(), not(containsString(MARKER)));
  }

  @Test
  public void write_severalMistakes_areToldTogether() {
    InvalidUriException refused =
        assertThrows(
            InvalidUriException.class,
            () -> Endpoints.write(EndpointUri.parse("jdbc:derby:x#a\"b?crate=1&config=/x")));
    assertThat(refused.problems().size(), is(3));
    assertThat(refused.problems().get(2), containsString("Did you mean \"create\"?"));
  }

  @Test
  public void write_withoutTable_saysHowToNameOne() {
    InvalidUriException refused =
        assertThrows(
            InvalidUriException.class,
            () -> Endpoints.write(EndpointUri.parse("jdbc:h2:mem:x;MODE=Regular")));
    assertThat(
        refused.problems(),
        contains("the table is missing: write jdbc:...#TABLE or jdbc:...#SCHEMA.TABLE."));
  }

  @Test
  public void tableName_oddOnes_areRefused() {
    for (String name :
        List.of("t; DROP TABLE x--", "\"", "a\"b", "a'b", "a.b.c", ".a", "a.", "a\0b", " a", "%")) {
      assertThrows(name, IllegalArgumentException.class, () -> TableName.parse(name));
    }
    assertThat(TableName.parse("my table-2").toString(), is("my table-2"));
    assertThat(TableName.parse("sales.Größen_$1"), is(new TableName("sales", "Größen_$1")));
    IllegalArgumentException ledger =
        assertThrows(IllegalArgumentException.class, () -> TableName.parse("public.CAUCE_LEDGER"));
    assertThat(ledger.getMessage(), containsString("remember what they wrote"));
  }

  @Test
  public void properties_environment_givesUserAndPassword() throws Exception {
    Map<String, String> environment =
        Map.of("CAUCE_DB_USER", "me", "CAUCE_DB_PASSWORD", MARKER, "MY_USER", "you");
    Properties usual = new DatabaseLogin("jdbc:h2:mem:x").properties(environment::get);
    assertThat(usual.getProperty("user"), is("me"));
    assertThat(usual.getProperty("password"), is(MARKER));
    Properties others =
        new DatabaseLogin("jdbc:h2:mem:x", "MY_USER", "MY_PASSWORD", null)
            .properties(environment::get);
    assertThat(others.getProperty("user"), is("you"));
    assertThat(others.containsKey("password"), is(false));
  }

  @Test
  public void properties_file_goesBeforeTheEnvironment() throws Exception {
    Path file = file("rw-------", "user=them\npassword=" + MARKER + "\nsslmode=require\n");
    DatabaseLogin login = login("jdbc:postgresql://h/d?connectTimeout=3", file);
    Properties properties = login.properties(Map.of("CAUCE_DB_USER", "me")::get);
    assertThat(properties.getProperty("user"), is("them"));
    assertThat(properties.getProperty("password"), is(MARKER));
    assertThat(properties.getProperty("sslmode"), is("require"));
    assertThat(properties.getProperty("reWriteBatchedInserts"), is("true"));
    assertThat(properties.containsKey("connectTimeout"), is(false));
    assertThat(login.toString(), is("jdbc:postgresql://h/d?connectTimeout=3"));
  }

  @Test
  public void properties_fileThatOthersCanRead_isRefused() throws Exception {
    for (String mode : List.of("rw-r-----", "rw----r--")) {
      Path file = file(mode, "password=" + MARKER + "\n");
      Exception refused =
          assertThrows(
              IOException.class, () -> login("jdbc:h2:mem:x", file).properties(name -> null));
      assertThat(
          refused.getMessage(),
          is(
              "\""
                  + file
                  + "\" is for secrets, and others than its owner can read it: chmod 600 "
                  + file));
    }
    Exception missing =
        assertThrows(
            IOException.class,
            () -> login("jdbc:h2:mem:x", Path.of("/no/file")).properties(name -> null));
    assertThat(
        missing.getMessage(), is("The file \"/no/file\" with user= and password= does not exist"));
  }

  @Test
  public void properties_fileWithASettingThatRunsCode_isRefused() throws Exception {
    Path file = file("rw-------", "INIT=x\n");
    assertThrows(IOException.class, () -> login("jdbc:h2:mem:x", file).properties(name -> null));
  }

  private static DatabaseLogin login(String url, Path file) {
    return new DatabaseLogin(url, "CAUCE_DB_USER", "CAUCE_DB_PASSWORD", file.toString());
  }

  private Path file(String mode, String text) throws Exception {
    Path file = folder.newFile().toPath();
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    return file;
  }
}
