package io.lifecycle4j.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.JournalEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StorageValuesTest {
  private static final String HASH = "0123456789abcdef".repeat(4);
  private static final UUID TOKEN = new UUID(1, 2);

  @Test
  void namesABlobByItsHash() {
    assertThat(new BlobId(HASH)).hasToString(HASH).isEqualTo(new BlobId(HASH));
    byte[] bytes = new BlobId(HASH).bytes();
    assertThat(bytes).hasSize(32);
    assertThat(BlobId.of(bytes)).isEqualTo(new BlobId(HASH));
    assertThatThrownBy(() -> BlobId.of(new byte[31]))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid hash: 31 bytes (must be 32)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0123",
        "../../../../etc/passwd",
        "0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdeg",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde\n"
      })
  void refusesOtherNamesOfBlobs(String text) {
    assertThatThrownBy(() -> new BlobId(text))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid SHA-256: '%s' (must be 64 lower-case hexadecimal digits)",
            text.replace("\n", "\\u000a"));
  }

  @Test
  void showsTheBeginningOfALongNameOfABlob() {
    assertThatThrownBy(() -> new BlobId("x".repeat(1000)))
        .hasMessage(
            "Invalid SHA-256: '%s' (must be 64 lower-case hexadecimal digits)", "x".repeat(80));
  }

  @Test
  void keepsPayloadsInOrder() {
    List<byte[]> payloads = new ArrayList<>(List.of(new byte[] {1}, new byte[] {2}));
    Batch batch = new Batch(TOKEN, Batch.ANY, payloads, Durability.POWER);
    payloads.clear();

    assertThat(batch.payloads()).containsExactly(new byte[] {1}, new byte[] {2});
  }

  @Test
  void knowsABatchThatIsNothingButAPayload() {
    byte[] payload = {1};
    Batch alone = Batch.of(payload, Durability.PROCESS);
    assertThat(alone.payloads()).singleElement().isSameAs(payload);
    assertThat(alone.hasToken()).isFalse();
    assertThat(alone.expected()).isEqualTo(Batch.ANY);
    assertThat(alone)
        .hasToString(
            "Batch[token=00000000-0000-0000-0000-000000000000, expected=-1, payloads=1,"
                + " durability=PROCESS]");

    Batch named = new Batch(TOKEN, 7, List.of(payload), Durability.PROCESS);
    assertThat(named.hasToken()).isTrue();
    assertThat(named.expected()).isEqualTo(7);
  }

  @Test
  void refusesBatchesThatCannotBeAppended() {
    assertThatThrownBy(() -> new Batch(TOKEN, Batch.ANY, List.of(), Durability.POWER))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid batch: no payloads (needs at least 1)");
    assertThatThrownBy(() -> new Batch(TOKEN, -2, List.of(new byte[0]), Durability.POWER))
        .hasMessage("Invalid expected sequence: -2 (must be at least -1)");
  }

  @Test
  void countsEntriesFromOne() {
    assertThat(new JournalEntry(1, new byte[0]).sequence()).isEqualTo(1);
    assertThatThrownBy(() -> new JournalEntry(0, new byte[0]))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid sequence: 0 (must be at least 1)");
  }

  @Test
  void writesAContentAsOftenAsAsked() throws IOException {
    byte[] bytes = {1, 2};
    Content content = Content.of(bytes);
    bytes[0] = 9;

    assertThat(written(content)).containsExactly(1, 2);
    assertThat(written(content)).containsExactly(1, 2);
    assertThat(written(Content.of("Größe"))).isEqualTo("Größe".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void readsAFileWhenItIsWritten(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("a.txt");
    Content content = Content.of(file);
    assertThatThrownBy(() -> written(content)).isInstanceOf(NoSuchFileException.class);

    Files.writeString(file, "later");

    assertThat(written(content)).isEqualTo("later".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void checksTheNamesOfFiles() {
    Content content = Content.of("x");
    BlobId blob = new BlobId(HASH);

    assertThat(new NamedContent("rides.csv", content).name()).isEqualTo("rides.csv");
    Content file = Content.of(Path.of("data", "rides.csv"));
    assertThat(NamedContent.of(file, "model.pt").name()).isEqualTo("rides.csv");
    assertThat(NamedContent.of(content, "model.pt").name()).isEqualTo("model.pt");
    assertThat(NamedContent.of(Content.of(Path.of("x".repeat(300))), "model.pt").name())
        .isEqualTo("model.pt");
    assertThatThrownBy(() -> new NamedContent("../rides.csv", content))
        .isInstanceOf(InvalidNameException.class)
        .hasMessageStartingWith("Invalid file name: '../rides.csv' (");
    assertThatThrownBy(() -> new StoredFile("../rides.csv", blob, 1))
        .isInstanceOf(InvalidNameException.class)
        .hasMessageStartingWith("Invalid file name: '../rides.csv' (");
    assertThatThrownBy(() -> new StoredFile("rides.csv", blob, -1))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid size of file rides.csv: -1 (must not be negative)");
  }

  @Test
  void writesAContentToANewFileOrToNone(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("rides.csv");
    Content.of("Grüße").writeTo(file);
    assertThat(file).hasContent("Grüße");
    assertThat(directory).isDirectoryNotContaining(path -> !path.equals(file));

    Path whole = directory.resolve("whole.csv");
    Content watched =
        out -> {
          out.write(new byte[1 << 20]);
          assertThat(whole).doesNotExist(); // before it is whole
        };
    watched.writeTo(whole);
    assertThat(whole).hasSize(1 << 20);
    Files.delete(whole);

    assertThatThrownBy(() -> Content.of("other").writeTo(file))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Cannot write " + file + ": it exists (must be the name of a new file)");
    assertThat(file).hasContent("Grüße");

    Content broken =
        out -> {
          out.write(1);
          throw new IOException("gone");
        };
    Path half = directory.resolve("half.csv");
    assertThatThrownBy(() -> broken.writeTo(half))
        .isInstanceOf(StorageFailedException.class)
        .hasMessage("Cannot write " + half + ": gone");
    assertThat(half).doesNotExist();
  }

  private static byte[] written(Content content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    content.writeTo(out);
    return out.toByteArray();
  }
}
