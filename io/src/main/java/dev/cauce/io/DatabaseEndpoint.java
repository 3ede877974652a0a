package dev.cauce.io;

import dev.cauce.table.TableUpdate;
import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;

/** {@code jdbc:postgresql://HOST/DATABASE#TABLE}: a table of a database. */
public final class DatabaseEndpoint implements Endpoint {
  /** For {@link java.util.ServiceLoader}. */
  public DatabaseEndpoint() {}

  @Override
  public Set<String> schemes() {
    return Set.of("jdbc");
  }

  @Override
  public Usage sink() {
    return new Usage(
        "jdbc:postgresql://HOST/DATABASE#TABLE",
        List.of("create=true", "config=FILE"),
        "a table of PostgreSQL, of MariaDB or MySQL (jdbc:mariadb:, jdbc:mysql:), or of H2:"
            + " jdbc:h2:./FILE#TABLE; exactly once with a checkpoint");
  }

  @Override
  public PTransform<PCollection<TableUpdate>, PDone> write(EndpointUri uri) {
    UriOptions options = uri.options();
    int hash = uri.body().lastIndexOf('#');
    String url = hash < 0 ? uri.body() : uri.body().substring(0, hash);
    String table = hash < 0 ? "" : uri.body().substring(hash + 1);
    DatabaseUrl.problems(url).forEach(options::problem);
    try {
      TableName.parse(table);
    } catch (IllegalArgumentException refused) {
      options.problem(String.valueOf(refused.getMessage()));
    }
    boolean create = options.flag("create", false);
    String config = options.text("config");
    options.check();
    DatabaseIO.Write write = DatabaseIO.write(url, table);
    write = config == null ? write : write.withConfigFile(config);
    return create ? write.creatingTable() : write;
  }
}
