package io.lifecycle4j.core.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.crashkit.FaultyFileSystem;
import io.lifecycle4j.crashkit.FaultyFileSystem.Operation;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.spi.Medium;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read without the content is what it would write. */
class TakenContentTest {
  @TempDir private Path directory;
  private Path file;
  private final FaultyFileSystem files = new FaultyFileSystem();
  private ByteBuffer buffer = ByteBuffer.allocate(0);

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(directory.resolve("file"), "some text");
  }

  private int read(TakenContent taken) {
    return taken.read(100, length -> buffer = ByteBuffer.allocate(length));
  }

  private int read(Path path) {
    return read(TakenContent.of(Content.of(path)));
  }

  @Test
  void readsAFileAsItIs() {
    TakenContent taken = TakenContent.of(Content.of(file));
    assertThat(read(taken)).isEqualTo(9);
    assertThat(buffer.array()).startsWith("some text".getBytes(UTF_8));
    assertThat(taken.size()).isEqualTo(9);
    assertThat(taken.before()).isNotNull().isEqualTo(taken.after());
    assertThat(TakenContent.of(taken)).isSameAs(taken);
  }

  @Test
  void leavesToTheContentWhatIsNoShortFile() throws IOException {
    assertThat(read(TakenContent.of(Content.of("no file")))).isNegative();
    assertThat(read(directory.resolve("gone"))).isNegative();
    assertThat(read(directory)).isNegative();
    assertThat(read(Files.writeString(directory.resolve("long"), "x".repeat(101)))).isNegative();
    assertThat(read(Files.createFile(directory.resolve("empty")))).isNegative();
    assertThat(read(Files.createSymbolicLink(directory.resolve("link"), file))).isNegative();
  }

  @Test
  void leavesToTheContentWhatCannotBeRead() {
    files.fail((operation, path) -> operation == Operation.READ ? new IOException("dead") : null);
    assertThat(read(files.path(file))).isNegative();
    assertThat(files.openChannels()).isZero();
  }

  @Test
  void leavesToTheContentAFileThatIsCutWhileItIsRead() {
    changing("cut");
    assertThat(read(files.path(file))).isNegative();
  }

  @Test
  void leavesToTheContentAFileThatGrowsWhileItIsRead() {
    changing("other text");
    assertThat(read(files.path(file))).isNegative();
  }

  @Test
  void seesThatAFileChangesWhileTheContentReadsIt() throws IOException {
    changing("other text");
    TakenContent taken = TakenContent.of(Content.of(files.path(file)));
    taken.writeTo(new ByteArrayOutputStream());
    assertThat(taken.isUnfinished()).isFalse();
    assertThat(taken.before()).isNotNull().isNotEqualTo(taken.after());
  }

  /** Its bytes are read, and whoever takes them refuses them, since it was another file before. */
  @Test
  void seesThatAFileOfTheSameLengthChangesWhileItIsRead() {
    AtomicInteger changes = new AtomicInteger();
    files.fail(
        (operation, path) -> {
          try {
            Files.writeString(file, "text some");
            FileTime time = FileTime.fromMillis(changes.incrementAndGet()); // a clock may stand
            Files.setLastModifiedTime(file, time);
            return null;
          } catch (IOException e) {
            return e;
          }
        });
    TakenContent taken = TakenContent.of(Content.of(files.path(file)));
    assertThat(read(taken)).isEqualTo(9);
    assertThat(taken.before()).isNotNull().isNotEqualTo(taken.after());
  }

  private void changing(String text) {
    files.fail(
        (operation, path) -> {
          try {
            Files.writeString(file, text);
            return null;
          } catch (IOException e) {
            return e;
          }
        });
  }

  @Test
  void tellsWhoWantsToHear() {
    List<String> heard = new ArrayList<>();
    TakenContent taken =
        TakenContent.of(
            new TakenContent.Heard() {
              @Override
              public void read(byte[] bytes, int offset, int length) {
                heard.add(new String(bytes, offset, length, UTF_8));
              }

              @Override
              public void writeTo(OutputStream out) {}

              @Override
              public Optional<Path> file() {
                return Optional.of(file);
              }
            });
    assertThat(read(taken)).isEqualTo(9);
    assertThat(heard).isEmpty();
    taken.tell("<9 bytes!!>".getBytes(UTF_8), 1, 9);
    assertThat(heard).containsExactly("9 bytes!!");
  }

  /** A medium that reads files itself, as it may. */
  private static final class Reading extends ForwardingMedium {
    Reading() {
      super(Media.memory());
    }

    @Override
    protected @Nullable Object call(Object target, Method method, Object[] arguments)
        throws Throwable {
      if (!method.getName().equals("putAll")) {
        return super.call(target, method, arguments);
      }
      List<Content> read = new ArrayList<>();
      for (Object content : (List<?>) arguments[0]) {
        read.add(Content.of(Files.readAllBytes(((Content) content).file().orElseThrow())));
      }
      return super.call(target, method, new Object[] {read});
    }
  }

  @Test
  void hasTheStoreTellTheLengthOfFilesThatItReadItself() throws IOException {
    Path other = Files.writeString(directory.resolve("other"), "text");
    try (Medium medium = new Reading()) {
      List<NamedContent> both =
          List.of(
              new NamedContent("file", Content.of(file)),
              new NamedContent("other", Content.of(other)));
      assertThat(StoredFiles.putAll(medium.blobs(), both))
          .extracting(StoredFile::size)
          .containsExactly(9L, 4L);
    }
  }
}
