package io.lifecycle4j.core.data.source;

import static io.lifecycle4j.error.InvalidNameException.checkPath;

import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.storage.NamedContent;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lists the files in a ZIP archive. Nothing is unpacked to disk, and no name is used as a path.
 *
 * <p>Strict: an archive with more than one interpretation is rejected. So are ZIP64, encryption,
 * links and devices, entries that overlap or that are described in two different ways, names that
 * point outside the archive or occur twice, and ZIP bombs.
 */
public final class ZipArchive {
  private static final int END = 0x06054B50;
  private static final int END_LENGTH = 22;
  private static final int MAX_COMMENT = 65_535;
  private static final int MAX_DIRECTORY = 1 << 24;
  private static final int MAX_DEPTH = 32;

  private final Path archive;
  private final Set<String> names = new HashSet<>();
  private final Set<String> folders = new HashSet<>();

  private ZipArchive(Path archive) {
    this.archive = archive;
  }

  /**
   * Lists the files.
   *
   * @param archive the archive
   * @return the files, in the order of the directory of the archive
   */
  public static List<NamedContent> files(Path archive) {
    if (!Files.isRegularFile(archive)) {
      String problem = Files.exists(archive) ? "it is no file" : "no such file";
      throw new InvalidDataException("Cannot read " + archive + ": " + problem);
    }
    ZipArchive zip = new ZipArchive(archive);
    try {
      return zip.files();
    } catch (EOFException e) {
      throw zip.invalid("it ends too early", e);
    } catch (IOException e) {
      throw zip.invalid(e.getClass().getSimpleName(), e);
    }
  }

  private List<NamedContent> files() throws IOException {
    long length = Files.size(archive);
    ByteBuffer end = end(length);
    int count = end.getShort(10) & 0xFFFF;
    long size = end.getInt(12) & 0xFFFFFFFFL;
    long start = end.getInt(16) & 0xFFFFFFFFL;
    long endsAt = length - end.remaining();
    check(count < 0xFFFF && start < 0xFFFFFFFFL, "it is ZIP64 (must have less than 65,535 files)");
    check(
        end.getInt(4) == 0 && end.getShort(8) == end.getShort(10),
        "it is a part of an archive (must be whole)");
    check(start + size == endsAt, "its directory is not at its end");
    check(size <= MAX_DIRECTORY, "its directory has " + size + " bytes (at most 2^24)");
    ByteBuffer directory = read(archive, start, (int) size);
    List<ZipFile> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(ZipFile.read(archive, directory));
    }
    check(!directory.hasRemaining(), "its directory holds more than it says");
    checkPlaces(all, start);
    List<NamedContent> files = new ArrayList<>();
    for (ZipFile file : all) {
      if (file.isHidden()) {
        continue;
      }
      String path = path(file);
      if (!file.isFolder()) {
        files.add(new NamedContent(path, file));
      }
    }
    folders.retainAll(names);
    check(folders.isEmpty(), "a file and a folder are called the same: " + folders);
    check(!files.isEmpty(), "there are no files in it");
    return files;
  }

  /** Finds the end record, which may be followed only by a comment. */
  private ByteBuffer end(long size) throws IOException {
    int length = (int) Math.min(size, END_LENGTH + MAX_COMMENT);
    ByteBuffer tail = read(archive, size - length, length);
    for (int at = length - END_LENGTH; at >= 0; at--) {
      if (tail.getInt(at) == END && (tail.getShort(at + 20) & 0xFFFF) == length - at - END_LENGTH) {
        return tail.position(at).slice().order(ByteOrder.LITTLE_ENDIAN);
      }
    }
    throw invalid("it is no ZIP archive, or it is cut off", null);
  }

  static ByteBuffer read(Path archive, long position, int length) throws IOException {
    try (InputStream in = Files.newInputStream(archive)) {
      in.skipNBytes(position);
      byte[] bytes = in.readNBytes(length);
      if (bytes.length < length) {
        throw new EOFException();
      }
      return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  /** Checks that the bytes of files do not overlap, and that local headers match the directory. */
  private void checkPlaces(List<ZipFile> all, long directory) throws IOException {
    List<ZipFile> inOrder = new ArrayList<>(all);
    inOrder.sort(Comparator.comparingLong(ZipFile::start));
    long free = 0;
    for (ZipFile file : inOrder) {
      check(file.start() >= free, "entry " + file.shown() + " overlaps another one");
      free = file.checkStart(directory);
    }
    check(free <= directory, "its last entry overlaps the directory");
  }

  /** Checks the path of a file or a folder, and returns it. */
  private String path(ZipFile file) {
    String named = file.path();
    String path = file.isFolder() ? named.substring(0, named.length() - 1) : named;
    check(
        path.split("/", -1).length <= MAX_DEPTH,
        "entry " + file.shown() + " is in too many folders");
    try {
      checkPath("entry", path);
    } catch (InvalidNameException e) {
      throw invalid("entry " + file.shown() + ": " + e.getMessage(), e);
    }
    String key = path.toLowerCase(Locale.ROOT);
    for (int slash = key.indexOf('/'); slash >= 0; slash = key.indexOf('/', slash + 1)) {
      folders.add(key.substring(0, slash));
    }
    if (file.isFolder()) {
      folders.add(key);
    } else {
      check(names.add(key), "two entries " + file.shown());
    }
    return path;
  }

  private void check(boolean condition, String problem) {
    if (!condition) {
      throw invalid(problem, null);
    }
  }

  private InvalidDataException invalid(String problem, @Nullable Exception cause) {
    return new InvalidDataException("Cannot read " + archive + ": " + problem, cause);
  }
}
