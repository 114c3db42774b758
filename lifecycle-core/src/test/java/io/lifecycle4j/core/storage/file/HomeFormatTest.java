package io.lifecycle4j.core.storage.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.FormatText;
import io.lifecycle4j.core.storage.HomeCopy;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.Tree;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.spi.HomeFeature;
import io.lifecycle4j.storage.spi.HomeFeature.Compatibility;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code format.json} may say. */
class HomeFormatTest {
  private static final String STORE = "00000000-0000-0000-0000-000000000001";
  private static final BlobId BLOB = Fixtures.hash(Fixtures.utf8("weights"));

  @TempDir private Path home;
  private Path file;
  private String store;

  @BeforeEach
  void fill() throws IOException {
    try (Medium medium = Media.file(home)) {
      medium.blobs().put(Content.of("weights"));
      medium.journals().shared("log").append(Fixtures.batch("a", "b"));
      medium.journals().owned("run-1").append(Fixtures.batch("c"));
    }
    file = home.resolve("format.json");
    store = Files.readString(file).replaceAll(".*\"store\":\"|\".*", "");
  }

  /** Puts the checksum in, computed by other code than that under test. */
  private static String sealed(String json) {
    String zeroed = json.replaceFirst("\\{", "{\"crc32c\":\"00000000\",");
    CRC32C crc = new CRC32C();
    crc.update(zeroed.getBytes(UTF_8));
    return zeroed.replaceFirst("00000000", String.format("%08x", crc.getValue()));
  }

  private String format(int format, String readOnly, String incompatible) {
    return sealed(
        String.format(
            "{\"format\":%d,\"store\":\"%s\",\"compatible\":[\"x\"],\"readOnly\":[%s],"
                + "\"incompatible\":[%s],\"later\":1}",
            format, store, readOnly, incompatible));
  }

  private void assertRefused(Class<? extends LifecycleException> type, String message) {
    Map<String, String> before = Tree.of(home);
    assertThatThrownBy(() -> Media.file(home)).isInstanceOf(type).hasMessageStartingWith(message);
    assertThat(Tree.of(home)).isEqualTo(before);
  }

  @Test
  void writesTheBytesThatTheDocumentsShow() {
    String text =
        new String(
            HomeFormat.first(
                    UUID.fromString(STORE),
                    List.of(new HomeFeature("tiers", Compatibility.INCOMPATIBLE)))
                .encode(Map.of()),
            UTF_8);
    assertThat(text)
        .isEqualTo(
            "{\"compatible\":[],\"crc32c\":\"%s\",\"format\":2,\"incompatible\":[\"tiers\"],\"readOnly\":[],"
                    .formatted("4a62fa7b")
                + "\"store\":\""
                + STORE
                + "\"}");
    assertThat(FormatText.examples()).contains(text);
    assertThat(HomeFormat.read(text.getBytes(UTF_8), "x").store()).isEqualTo(STORE);
  }

  @Test
  void readsANewerFormatAndDoesNotWriteIt() throws IOException {
    Files.writeString(file, format(3, "", ""));
    assertReadOnly("it needs [format 3]");
  }

  @Test
  void readsAHomeWithAFeatureThatWritersMustKnowAndDoesNotWriteIt() throws IOException {
    Files.writeString(file, format(2, "\"packs\"", ""));
    assertReadOnly("it needs [packs]");
  }

  private void assertReadOnly(String reason) throws IOException {
    Files.delete(home.resolve("tmp")); // not even that is made again
    Map<String, String> before = Tree.of(home);
    try (Medium medium = Media.file(home)) {
      assertThat(medium.blobs().read(BLOB)).isEqualTo(Fixtures.utf8("weights"));
      assertThat(Fixtures.texts(medium.journals().shared("log").read(1))).containsExactly("a", "b");
      assertThat(medium.journals().names()).containsExactly("log", "run-1");
      assertThatThrownBy(() -> medium.blobs().put(Content.of("weights")))
          .isInstanceOf(ReadOnlyException.class)
          .hasMessage(
              "Cannot write home %s: %s to be written to (written by a newer version of Lifecycle4j)",
              home, reason);
      assertThatThrownBy(() -> medium.journals().shared("log").append(Fixtures.batch("x")))
          .isInstanceOf(ReadOnlyException.class);
      assertThatThrownBy(() -> medium.journals().owned("run-1"))
          .isInstanceOf(ReadOnlyException.class);
      Path copy = home.resolveSibling("copy");
      assertThatThrownBy(() -> HomeCopy.begin(copy, medium))
          .isInstanceOf(ReadOnlyException.class)
          .hasMessage(
              "Cannot copy home %s: %s (written by a newer version of Lifecycle4j)", home, reason);
      assertThat(copy).doesNotExist();
    }
    assertThat(Tree.of(home)).isEqualTo(before);
  }

  @Test
  void writesAHomeWithAFeatureThatNobodyMustKnow() throws IOException {
    Files.writeString(file, format(2, "", ""));
    try (Medium medium = Media.file(home)) {
      assertThat(medium.journals().shared("log").append(Fixtures.batch("d"))).isEqualTo(3);
    }
    assertThat(Files.readString(file)).isEqualTo(format(2, "", ""));
  }

  @Test
  void leavesWhatANewerLibraryAddedInAnUpgrade() throws IOException {
    String later =
        ",\"later\":{\"format\":1,\"of\":[null,true,0.5,12345678901234567890]},\"none\":null}";
    Files.writeString(
        file, sealed(format(2, "", "").replaceAll("\"crc32c\":\"\\w+\",|,\"later.*", "") + later));
    try (Medium medium = Media.file(home)) {
      medium.upgrade(List.of(new HomeFeature("y", Compatibility.COMPATIBLE)));
    }
    assertThat(Files.readString(file).replaceAll("\\w{8}(?=\",\"format)", "00000000"))
        .isEqualTo(
            "{\"compatible\":[\"x\",\"y\"],\"crc32c\":\"00000000\",\"format\":2,\"incompatible\":[],"
                + "\"later\":{\"format\":1,\"of\":[null,true,0.5,12345678901234567890]},\"none\":null,"
                + "\"readOnly\":[],\"store\":\"%s\"}",
            store);
    Media.file(home).close();
  }

  @Test
  void refusesAHomeWithAFeatureThatReadersMustKnow() throws IOException {
    Files.writeString(file, format(2, "", "\"sealed\""));
    assertRefused(
        ReadOnlyException.class,
        "Cannot open home "
            + home
            + ": it needs [sealed] (written by a newer version of Lifecycle4j, or a plug-in that is not there)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\0\0\0\0",
        "null",
        "[]",
        "{}",
        "{\"format\":2}",
        "{\"format\":2,\"store\":\"" + STORE + "\"}",
        "{\"format\":1,\"store\":\"" + STORE + "\",@}",
        "{\"format\":2147483648,\"store\":\"" + STORE + "\",@}",
        "{\"format\":\"2\",\"store\":\"" + STORE + "\",@}",
        "{\"format\":2,\"store\":\"" + STORE + "\",@} trailing",
        "{\"format\":2,\"store\":\"" + STORE + "\",@,\"format\":2}",
        "{\"format\":null,\"store\":\"" + STORE + "\",@}",
        "{\"format\":2,\"store\":null,@}",
        "{\"format\":2,\"store\":\"home\",@}",
        "{\"format\":2,\"store\":\""
            + STORE
            + "\",\"compatible\":null,\"readOnly\":[],\"incompatible\":[]}",
        "{\"format\":2,\"store\":\""
            + STORE
            + "\",\"compatible\":[],\"readOnly\":null,\"incompatible\":[]}",
        "{\"format\":2,\"store\":\""
            + STORE
            + "\",\"compatible\":[],\"readOnly\":[],\"incompatible\":null}",
        "{\"format\":2,\"store\":\""
            + STORE
            + "\",\"compatible\":[],\"readOnly\":[],\"incompatible\":[null]}",
      })
  void refusesADamagedFormatFile(String text) throws IOException {
    String json = text.replace("@", "\"compatible\":[],\"readOnly\":[],\"incompatible\":[]");
    for (String damaged : new String[] {json, sealed(json)}) {
      Files.writeString(file, damaged);
      assertRefused(CorruptDataException.class, "Cannot read " + file + ": ");
    }
  }

  @Test
  void refusesAFormatFileThatIsTooLong() throws IOException {
    Files.writeString(file, " ".repeat(70_000));
    assertRefused(CorruptDataException.class, "Cannot read " + file + ": longer than 64 KiB");
  }

  @Test
  void findsEveryFlippedBitOfTheFormatFile() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      byte[] damaged = bytes.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(file, damaged);
      assertThatThrownBy(() -> Media.file(home)).isInstanceOf(CorruptDataException.class);
    }
    Files.write(file, bytes);
    Media.file(home).close();
  }

  @Test
  void findsEveryTruncationOfTheFormatFileAndEveryByteMore() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    for (int length = 0; length < bytes.length; length++) {
      Files.write(file, Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> Media.file(home)).isInstanceOf(CorruptDataException.class);
    }
    for (int more = 0; more < 256; more++) {
      byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
      longer[bytes.length] = (byte) more;
      Files.write(file, longer);
      assertThatThrownBy(() -> Media.file(home)).isInstanceOf(CorruptDataException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"blobs", "journals"})
  void doesNotBeginAnewWhereDataHasLostItsFormatFile(String kept) throws IOException {
    Files.delete(file);
    String other = kept.equals("blobs") ? "journals" : "blobs";
    Files.move(home.resolve(other), home.resolveSibling(home.getFileName() + "-" + other));
    assertRefused(
        CorruptDataException.class,
        "Cannot open home "
            + home
            + ": format.json is missing, though there is data (it looks like a home, or a copy of one that was cut"
            + " off: restore it from a backup)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"blobs", "journals"})
  void refusesAHomeThatHasLostARoom(String lost) throws IOException {
    Files.move(home.resolve(lost), home.resolveSibling(home.getFileName() + "-" + lost));
    assertRefused(
        CorruptDataException.class,
        "Cannot open home " + home + ": " + lost + " is missing (restore it from a copy)");
  }

  @Test
  void makesTheRoomOfTemporaryFilesAgain() throws IOException {
    Files.delete(home.resolve("tmp")); // as a copy does that leaves out what is empty
    try (Medium medium = Media.file(home)) {
      assertThat(medium.blobs().put(Content.of("weights"))).isEqualTo(BLOB);
    }
  }

  @Test
  void goesOnWithAFirstStartThatWasCut(@TempDir Path cut) throws IOException {
    for (int rooms = 0; rooms <= 3; rooms++) {
      Path start = Files.createDirectory(cut.resolve("start" + rooms));
      for (String room : List.of("blobs", "journals", "tmp").subList(0, rooms)) {
        Files.createDirectory(start.resolve(room));
      }
      Files.writeString(start.resolve("new-1.tmp"), "{\"compatible\":[],\"crc32");
      try (Medium medium = Media.file(start)) {
        assertThat(medium.blobs().put(Content.of("weights"))).isEqualTo(BLOB);
      }
    }
  }

  @Test
  void refusesAFormatFileThatIsADirectory() throws IOException {
    Files.delete(file);
    Files.createDirectory(file);
    assertRefused(CorruptDataException.class, "Cannot read " + file + ": it is not a file");
  }
}
