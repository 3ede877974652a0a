package dev.cauce.peers.flink;

import org.apache.flink.api.common.io.FileOutputFormat.OutputDirectoryMode;
import org.apache.flink.api.common.io.OutputFormat;
import org.apache.flink.api.java.io.TextOutputFormat;
import org.apache.flink.connector.file.src.FileSource;
import org.apache.flink.connector.file.src.reader.TextLineInputFormat;
import org.apache.flink.core.fs.Path;

/** Lines out of and into files. */
final class Lines {
  private Lines() {}

  /** The lines of a file or of the files of a folder. */
  static FileSource<String> of(String in) {
    return FileSource.forRecordStreamFormat(new TextLineInputFormat(), new Path(in)).build();
  }

  /** Writes lines to a file a subtask in the folder {@code out}. */
  static OutputFormat<String> to(String out) {
    TextOutputFormat<String> format = new TextOutputFormat<>(new Path(out));
    format.setOutputDirectoryMode(OutputDirectoryMode.ALWAYS);
    return format;
  }
}
