package io.lifecycle4j.core.data;

import io.lifecycle4j.core.data.format.PreparedFile;
import io.lifecycle4j.core.storage.TakenContent;
import io.lifecycle4j.data.DataProgress;
import io.lifecycle4j.data.DataProgress.Phase;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Counts the progress of a snapshot or a proposal, and reports it from time to time on the thread
 * that created this. Not thread-safe, except that rows may be read on another thread.
 */
final class SnapshotMeter {
  private final ProgressReporter telling;
  private final boolean heard;
  private Phase phase = Phase.STORING;
  private long files;
  private long totalFiles;
  private long bytes;
  private long totalBytes;
  private long written;
  private final AtomicLong rows = new AtomicLong();
  private long totalRows;

  /**
   * Begins.
   *
   * @param listener receives the progress; null for none, which costs nothing
   */
  SnapshotMeter(@Nullable Consumer<? super DataProgress> listener) {
    this.heard = listener != null;
    this.telling = new ProgressReporter(listener, this::state);
  }

  /** Returns the same files; reading them is counted. */
  List<NamedContent> storing(List<NamedContent> all) {
    if (!heard) {
      return all;
    }
    totalFiles = all.size();
    totalBytes = all.stream().mapToLong(SnapshotMeter::size).sum();
    List<NamedContent> counted =
        all.stream()
            .map(file -> new NamedContent(file.name(), new Counted(told(file.content()))))
            .toList();
    telling.now();
    return counted;
  }

  /** Counts prepared rows, which are computed while they are stored, and whose number is known. */
  private Content told(Content content) {
    if (content instanceof PreparedFile file) {
      totalRows = file.count();
      return new PreparedFile(
          telling.over(file.rows(), more -> written += more), file.prepared(), file.count());
    }
    return content;
  }

  /** Returns the length of a file in bytes, 0 if unknown. */
  static long size(NamedContent file) {
    try {
      Optional<Path> path = file.content().file();
      return path.isPresent() ? Files.size(path.get()) : 0;
    } catch (IOException e) {
      return 0; // reading it reports the problem
    }
  }

  void stored(List<StoredFile> all) {
    files = all.size();
    bytes = all.stream().mapToLong(StoredFile::size).sum();
    totalBytes = bytes;
    telling.now();
  }

  /** Returns the same rows; reading them is counted. */
  Rows counting(Rows all) {
    return telling.over(all, rows::addAndGet);
  }

  /** Begins the phase in which only rows are read. */
  void reading() {
    phase = Phase.READING;
  }

  /** Reports that all rows were read. */
  void read() {
    telling.now();
    phase = Phase.COMMITTING;
    telling.now();
  }

  /** Returns the same bytes; reading them is counted. */
  InputStream inspecting(InputStream all) {
    if (!heard) {
      return all;
    }
    if (phase != Phase.INSPECTING) {
      phase = Phase.INSPECTING;
      files = 0;
      bytes = 0;
      telling.now();
    }
    return new FilterInputStream(all) {
      @Override
      public int read() throws IOException {
        int read = in.read();
        count(read < 0 ? 0 : 1);
        return read;
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        int read = in.read(target, offset, length);
        count(Math.max(0, read));
        return read;
      }

      @Override
      public void close() throws IOException {
        in.close();
        files++;
        tellInTime();
      }
    };
  }

  private void count(long length) {
    bytes += length;
    totalBytes = Math.max(totalBytes, bytes);
    tellInTime();
  }

  void tellInTime() {
    telling.inTime();
  }

  private DataProgress state() {
    long done = phase == Phase.STORING ? Math.max(written, rows.get()) : rows.get();
    return new DataProgress(phase, files, totalFiles, bytes, totalBytes, done, totalRows);
  }

  /** Counts what is read of a content; repeated reading counts again. */
  private final class Counted implements TakenContent.Heard {
    private final Content content;

    Counted(Content content) {
      this.content = content;
    }

    @Override
    public Optional<Path> file() {
      return content.file();
    }

    @Override
    public Optional<URI> location() {
      return content.location();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      content.writeTo(
          new FilterOutputStream(out) {
            @Override
            public void write(int b) throws IOException {
              out.write(b);
              count(1);
            }

            @Override
            public void write(byte[] source, int offset, int length) throws IOException {
              out.write(source, offset, length);
              count(length);
            }
          });
      files = Math.min(totalFiles, files + 1);
    }

    @Override
    public void read(byte[] source, int offset, int length) {
      count(length);
      files = Math.min(totalFiles, files + 1);
    }
  }
}
