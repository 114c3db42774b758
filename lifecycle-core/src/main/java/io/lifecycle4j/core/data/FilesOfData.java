package io.lifecycle4j.core.data;

import io.lifecycle4j.core.data.format.JsonLinesWriting;
import io.lifecycle4j.core.data.source.FolderFiles;
import io.lifecycle4j.core.data.source.ZipArchive;
import io.lifecycle4j.data.DatasetDiff;
import io.lifecycle4j.data.RecordReader;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.Source;
import io.lifecycle4j.data.spi.DataFiles;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import java.nio.file.Path;
import java.util.List;

/** Implements the methods of the api that list and write files. */
public final class FilesOfData implements DataFiles {
  @Override
  public List<NamedContent> zip(Path archive) {
    return ZipArchive.files(archive);
  }

  @Override
  public List<NamedContent> folder(Path folder) {
    return FolderFiles.list(folder);
  }

  @Override
  public Source images(Path folder, int channels, int height, int width) {
    return FolderFiles.images(folder, channels, height, width);
  }

  @Override
  public <T> Content jsonLines(Columns<T> columns, RecordReader<T> reader) {
    return new JsonLinesWriting<>(columns, reader);
  }

  @Override
  public Content csv(Rows rows) {
    return new CsvRows(rows, true);
  }

  @Override
  public Content exactCsv(Rows rows) {
    return new CsvRows(rows, false);
  }

  @Override
  public String markdown(DatasetDiff diff) {
    return DiffMarkdown.of(diff);
  }
}
