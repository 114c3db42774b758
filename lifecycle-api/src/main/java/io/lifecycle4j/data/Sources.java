package io.lifecycle4j.data;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.data.spi.DataFiles;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.Preconditions;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Images;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.Spliterator;
import java.util.stream.Stream;

/** Creates sources: {@code csv(Path.of("rides.csv"))}. Gzip files are decompressed. */
public final class Sources {
  private static final Format CSV = new Format("csv", Map.of());
  private static final Format JSON_LINES = new Format("jsonl", Map.of());

  /** Names that only a directory has. */
  private static final Set<String> DIRECTORIES = Set.of(".", "..");

  private Sources() {}

  /**
   * Returns a CSV file (RFC 4180) whose first line names the columns. The schema determines which
   * columns are read; others are ignored.
   *
   * @param file the file
   * @return the source
   */
  public static Source csv(Path file) {
    return csv(name(file), Content.of(file));
  }

  /**
   * Returns CSV bytes (RFC 4180) whose first line names the columns.
   *
   * @param name the name of the file in the version
   * @param content the bytes
   * @return the source
   */
  public static Source csv(String name, Content content) {
    return new Source(CSV, List.of(new NamedContent(name, content)));
  }

  /**
   * Returns a CSV file of a dialect.
   *
   * @param file the file
   * @param dialect how it departs from RFC 4180; stored with the version
   * @return the source
   */
  public static Source csv(Path file, CsvDialect dialect) {
    return csv(List.of(new NamedContent(name(file), Content.of(file))), dialect);
  }

  /**
   * Returns CSV files (RFC 4180) whose rows follow each other: {@code csv(zip(archive))}, or {@code
   * csv(files(folder))}.
   *
   * @param files the files, each with a header line
   * @return the source
   */
  public static Source csv(List<NamedContent> files) {
    return new Source(CSV, files);
  }

  /**
   * Returns CSV files of a dialect whose rows follow each other.
   *
   * @param files the files, each with a header line unless the dialect names the columns
   * @param dialect how they depart from RFC 4180; stored with the version
   * @return the source
   */
  public static Source csv(List<NamedContent> files, CsvDialect dialect) {
    return new Source(required(dialect, "dialect").format(), files);
  }

  /**
   * Lists the files in a ZIP archive, for {@link #csv(List)} and {@link #jsonLines(List)}. Files
   * whose name begins with a dot or that are in {@code __MACOSX} are left out. Nothing is unpacked
   * to disk. Links, names that point outside the archive, ZIP bombs and ambiguous archives are
   * rejected.
   *
   * @param archive the archive
   * @return the files, in the order of the directory of the archive; each is decompressed while it
   *     is stored
   * @throws io.lifecycle4j.error.InvalidDataException if it is not a valid archive
   */
  public static List<NamedContent> zip(Path archive) {
    required(archive, "archive");
    return files().zip(archive);
  }

  /**
   * Returns a file of JSON lines, one object per line. Columns are found by name, in nested objects
   * by a path with dots ({@code user.age}); other properties are ignored. A tensor is one array of
   * its numbers, in row-major order.
   *
   * @param file the file
   * @return the source
   */
  public static Source jsonLines(Path file) {
    return jsonLines(name(file), Content.of(file));
  }

  /**
   * Returns bytes of JSON lines, as {@link #jsonLines(Path)} does.
   *
   * @param name the name of the file in the version
   * @param content the bytes
   * @return the source
   */
  public static Source jsonLines(String name, Content content) {
    return new Source(JSON_LINES, List.of(new NamedContent(name, content)));
  }

  /**
   * Returns files of JSON lines whose rows follow each other, as {@link #jsonLines(Path)} reads
   * them.
   *
   * @param files the files
   * @return the source
   */
  public static Source jsonLines(List<NamedContent> files) {
    return new Source(JSON_LINES, files);
  }

  /**
   * Returns a file of any kind, which is stored but not read as rows. Its only row has the columns
   * of {@link #folder}: the {@code path}, which is the name of the file, and the {@code size} in
   * bytes.
   *
   * @param file the file; a link is followed
   * @return the source, with its schema
   */
  public static Source file(Path file) {
    return anyFiles(List.of(new NamedContent(name(file), Content.of(file))));
  }

  private static Source anyFiles(List<NamedContent> files) {
    return new Source(
        new Format("files", Map.of()),
        files,
        new Schema(List.of(Column.of("path", DataType.STRING), Column.of("size", DataType.INT64))));
  }

  /**
   * Returns all files in a folder and the folders below it, as {@link #files} lists them. A row has
   * the {@code path} of a file, with slashes, and its {@code size} in bytes.
   *
   * @param folder the folder
   * @return the source, with its schema
   * @throws io.lifecycle4j.error.InvalidDataException as {@link #files}
   */
  public static Source folder(Path folder) {
    return anyFiles(files(folder));
  }

  /**
   * Lists the files in a folder and the folders below it, sorted by path, for {@link #csv(List)}
   * and {@link #jsonLines(List)}. Files and folders whose name begins with a dot are left out.
   * Links in the folder are not followed but rejected, and so are pipes, devices and folders that
   * cannot be listed.
   *
   * @param folder the folder
   * @return the files, read while they are stored
   * @throws io.lifecycle4j.error.InvalidDataException if the folder contains something that is
   *     rejected, or no file
   * @throws io.lifecycle4j.error.InvalidNameException if a path is not valid as the name of a file
   *     of a version
   */
  public static List<NamedContent> files(Path folder) {
    required(folder, "folder");
    return files().folder(folder);
  }

  /**
   * Returns Java records as rows, with a column for each component. The rows are stored as JSON
   * lines, so that the version can be read without the class. {@link Snapshot#commit()} reads and
   * closes the stream, which serves only one snapshot.
   *
   * @param <R> the record class
   * @param type the record class
   * @param records the records, in order
   * @return the source, with its schema
   */
  public static <R extends Record> Source records(Class<R> type, Stream<? extends R> records) {
    required(records, "records");
    return records(
        Columns.of(required(type, "record class")),
        action -> {
          try (records) {
            opened(records).forEachRemaining(action);
          }
        });
  }

  private static <R> Spliterator<? extends R> opened(Stream<? extends R> records)
      throws IOException {
    try {
      return records.spliterator();
    } catch (IllegalStateException e) {
      throw new IOException("the stream was read before", e);
    }
  }

  /**
   * Returns records of any type, mapped to columns. The rows are stored as JSON lines, so that the
   * version can be read without the type or the reader.
   *
   * @param <T> the type of a record
   * @param columns how a record is converted to a row
   * @param reader reads the records, once for each snapshot
   * @return the source, with its schema
   */
  public static <T> Source records(Columns<T> columns, RecordReader<T> reader) {
    required(columns, "columns");
    required(reader, "reader");
    Content lines = files().jsonLines(columns, reader);
    return new Source(
        JSON_LINES, List.of(new NamedContent("records.jsonl", lines)), columns.schema());
  }

  /**
   * Returns the images of a folder that has a folder for each label: {@code cat/1.png}. The files
   * are PNG or JPEG, of one size, with 8 bits per sample; other files, other sizes and links are
   * rejected, and names that begin with a dot are left out. The columns are {@code image}, of shape
   * {@code [channels, height, width]} with values 0 to 255, and {@code label}. A check-out writes
   * such a folder again.
   *
   * @param folder the folder
   * @param channels 1 for gray images, 3 for red, green and blue
   * @param height number of rows of an image
   * @param width number of pixels in a row
   * @return the source, with its schema
   * @throws io.lifecycle4j.error.InvalidDataException if the folder does not have this form
   */
  public static Source images(Path folder, int channels, int height, int width) {
    required(folder, "folder");
    return files().images(folder, channels, height, width);
  }

  /**
   * Returns a builder for a source of labelled gray images in IDX files, the format of MNIST. Its
   * columns are {@code image}, {@code label} and {@code part}.
   *
   * @param height number of rows of an image
   * @param width number of pixels in a row
   * @param classes the name of each label, from label 0 on, all different
   * @return a builder
   * @throws io.lifecycle4j.error.InvalidValueException if the size or a name is not allowed
   */
  public static Idx idx(int height, int width, List<String> classes) {
    check(height > 0 && width > 0, "Invalid image size: %s x %s (must be positive)", height, width);
    return new Idx(height, width, classNames(classes));
  }

  private static List<String> classNames(List<String> classes) {
    List<String> names = copy(classes, "classes");
    check(!names.isEmpty(), "Invalid classes: none (needs at least 1)");
    for (String name : names) {
      check(
          !name.isBlank() && name.indexOf('\n') < 0,
          "Invalid class: '%s' (must be one line, not blank)",
          name);
    }
    check(new HashSet<>(names).size() == names.size(), "Invalid classes: %s (one is twice)", names);
    return names;
  }

  static DataFiles files() {
    return Preconditions.service(DataFiles.class, "list or write files of data");
  }

  private static String name(Path file) {
    Path name = required(file, "file").getFileName();
    check(name != null, "Invalid file: %s (must have a name)", file);
    if (DIRECTORIES.contains(name.toString())) { // other directories are found when they are read
      throw new InvalidDataException(
          "Cannot read " + file + ": it is a directory (must be a file)");
    }
    return name.toString();
  }

  /** Builds a source of IDX files. */
  public static final class Idx {
    private final int height;
    private final int width;
    private final List<String> classes;
    private final List<NamedContent> files = new ArrayList<>();
    private final List<String> parts = new ArrayList<>();

    private Idx(int height, int width, List<String> classes) {
      this.height = height;
      this.width = width;
      this.classes = classes;
    }

    /**
     * Adds a part: a file of images, and a file with a label for each image.
     *
     * @param part the value of the column {@code part} in its rows, such as {@code train}
     * @param images the file of images
     * @param labels the file of labels
     * @return this builder
     */
    public Idx part(String part, Path images, Path labels) {
      return part(
          part,
          new NamedContent(name(images), Content.of(images)),
          new NamedContent(name(labels), Content.of(labels)));
    }

    /**
     * Adds a part: a file of images, and a file with a label for each image.
     *
     * @param part the value of the column {@code part} in its rows, such as {@code train}
     * @param images the file of images
     * @param labels the file of labels
     * @return this builder
     */
    public Idx part(String part, NamedContent images, NamedContent labels) {
      checkName("part", part);
      required(images, "images");
      required(labels, "labels");
      parts.add(part);
      files.add(images);
      files.add(labels);
      return this;
    }

    /**
     * Returns the source.
     *
     * @return the source
     * @throws io.lifecycle4j.error.InvalidValueException if there is no part, or a file occurs
     *     twice
     */
    public Source build() {
      Schema schema =
          new Schema(
              List.of(
                  Column.tensor(Images.IMAGE, 1, height, width),
                  Column.of("label", DataType.STRING),
                  Column.of("part", DataType.STRING)));
      Map<String, String> options =
          Map.of("classes", String.join("\n", classes), "parts", String.join("\n", parts));
      return new Source(new Format("idx", options), files, schema);
    }
  }
}
