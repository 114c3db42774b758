package io.lifecycle4j.data;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.NamedContent;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Files to take a snapshot of, and how they are read.
 *
 * @param format how the files are read as rows
 * @param files the files, at least one
 * @param schema the columns, when the format itself fixes them, as images do; else null
 */
public record Source(Format format, List<NamedContent> files, @Nullable Schema schema) {
  /** Checks the parts. */
  public Source {
    required(format, "format");
    files = copy(files, "files");
    check(!files.isEmpty(), "Invalid source: no files (needs at least 1)");
    Set<String> names = new HashSet<>();
    for (NamedContent file : files) {
      check(names.add(file.name()), "Invalid source: file %s twice", file.name());
    }
  }
}
