package io.lifecycle4j.core.data.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.data.Sources;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.storage.NamedContent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZipArchiveTest {
  private static final int DIRECTORY_ENTRY = 0x02014B50;
  private static final int END_LENGTH = 22;

  @TempDir Path directory;
  private Path archive;

  @BeforeEach
  void name() {
    archive = directory.resolve("rides.zip");
  }

  private static byte[] zip(int method, String... namesAndTexts) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (int i = 0; i < namesAndTexts.length; i += 2) {
        ZipEntry entry = new ZipEntry(namesAndTexts[i]);
        byte[] text = namesAndTexts[i + 1].getBytes(UTF_8);
        if (method == ZipEntry.STORED) {
          CRC32 crc = new CRC32();
          crc.update(text);
          entry.setMethod(method);
          entry.setSize(text.length);
          entry.setCrc(crc.getValue());
        }
        zip.putNextEntry(entry);
        zip.write(text);
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] packed(String... namesAndTexts) throws IOException {
    return zip(ZipEntry.DEFLATED, namesAndTexts);
  }

  /** Returns where an entry of the directory begins. */
  private static int entry(byte[] zip, int number) {
    ByteBuffer bytes = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    int at = -1;
    for (int found = -1; found < number; ) {
      at++;
      found += bytes.getInt(at) == DIRECTORY_ENTRY ? 1 : 0;
    }
    return at;
  }

  private static ByteBuffer entryOf(byte[] zip) {
    int at = entry(zip, 0);
    return ByteBuffer.wrap(zip, at, zip.length - at).slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ByteBuffer endOf(byte[] zip) {
    return ByteBuffer.wrap(zip, zip.length - END_LENGTH, END_LENGTH)
        .slice()
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  private static String text(NamedContent file) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    file.content().writeTo(bytes);
    return bytes.toString(UTF_8);
  }

  private void refuses(byte[] zip, String problem) throws IOException {
    Files.write(archive, zip);
    assertThatThrownBy(() -> Sources.zip(archive))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("Cannot read " + archive + ": " + problem);
  }

  /** Changes the directory's entry of a good file, and expects that it is refused. */
  private void refusesEntry(int method, Consumer<ByteBuffer> change, String problem)
      throws IOException {
    byte[] zip = zip(method, "a.csv", "a,b\n1,2\n");
    change.accept(entryOf(zip));
    refuses(zip, "entry 'a.csv' " + problem);
  }

  private void refusesEnd(Consumer<ByteBuffer> change, String problem) throws IOException {
    byte[] zip = packed("a.csv", "x", "b.csv", "y");
    change.accept(endOf(zip));
    refuses(zip, problem);
  }

  /** Lists an archive that looks good, and expects that its file cannot be read. */
  private void failsToRead(byte[] zip, String problem) throws IOException {
    Files.write(archive, zip);
    NamedContent file = Sources.zip(archive).get(0);
    assertThatThrownBy(() -> text(file))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("Cannot read " + archive + ": entry 'a.csv'" + problem);
  }

  @ParameterizedTest
  @ValueSource(ints = {ZipEntry.STORED, ZipEntry.DEFLATED})
  void givesTheFilesAsTheyWerePacked(int method) throws IOException {
    String text = "day,temp\n" + "mon,1.5\n".repeat(50_000);
    Files.write(archive, zip(method, "data/", "", "data/ä.csv", text, "b.csv", ""));

    List<NamedContent> files = Sources.zip(archive);

    assertThat(files).extracting(NamedContent::name).containsExactly("data/ä.csv", "b.csv");
    assertThat(text(files.get(0))).isEqualTo(text);
    assertThat(text(files.get(1))).isEmpty();
  }

  @Test
  void passesOverTheComment() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setComment("a comment PK\5\6 of some length");
      zip.putNextEntry(new ZipEntry("a.csv"));
      zip.write('x');
    }
    Files.write(archive, bytes.toByteArray());

    assertThat(text(Sources.zip(archive).get(0))).isEqualTo("x");
  }

  @Test
  void takesFilesOfUnixButNoLinksOrDevices() throws IOException {
    byte[] zip = packed("a.csv", "x");
    entryOf(zip).put(5, (byte) 3).putInt(38, 0x81A4 << 16);
    Files.write(archive, zip);
    assertThat(text(Sources.zip(archive).get(0))).isEqualTo("x");

    refusesEntry(
        ZipEntry.DEFLATED,
        entry -> entry.put(5, (byte) 3).putInt(38, 0xA1FF << 16),
        "is a link or a device");
    refusesEntry(
        ZipEntry.DEFLATED,
        entry -> entry.put(5, (byte) 3).putInt(38, 0x41ED << 16),
        "is a link or a device");
  }

  @Test
  void refusesNamesThatLeaveTheArchive() throws IOException {
    refuses(
        packed("data/../../e.csv", "x"),
        "entry 'data/../../e.csv': Invalid entry name: 'data/../../e.csv' (must stay below its"
            + " folder: no '..')");
    refuses(
        packed("/etc/e.csv", "x"),
        "entry '/etc/e.csv': Invalid entry name: '/etc/e.csv' (must not begin with a slash)");
    refuses(
        packed("a\\e.csv", "x"),
        "entry 'a\\e.csv': Invalid entry name: 'a\\e.csv' (must not hold backslashes, control or"
            + " invisible characters)");
  }

  @Test
  void refusesNamesThatAreThereTwice() throws IOException {
    refuses(packed("a.csv", "x", "A.csv", "y"), "two entries 'A.csv'");
    refuses(
        packed("A.csv", "x", "a.csv/b.csv", "y"),
        "a file and a folder are called the same: [a.csv]");
    refuses(packed("a", "x", "A/", ""), "a file and a folder are called the same: [a]");
  }

  @Test
  void refusesFoldersInTooManyFolders() throws IOException {
    Files.write(archive, packed("a/".repeat(31) + "b", "x"));
    assertThat(Sources.zip(archive)).hasSize(1);

    refuses(
        packed("a/".repeat(32) + "b", "x"),
        "entry '" + "a/".repeat(30) + "' is in too many folders");
  }

  @Test
  void refusesEntriesItCannotUnpack() throws IOException {
    refusesEntry(ZipEntry.DEFLATED, entry -> entry.putShort(8, (short) 9), "is encrypted");
    refusesEntry(
        ZipEntry.DEFLATED,
        entry -> entry.putShort(10, (short) 12),
        "is packed by method 12 (must be 0 or 8)");
    refusesEntry(ZipEntry.STORED, entry -> entry.putInt(24, 9), "has two lengths");
    refusesEntry(ZipEntry.DEFLATED, entry -> entry.putInt(24, -1), "is of ZIP64");
    refuses(packed("a/", "x"), "entry 'a/' is a folder with bytes");
  }

  @Test
  void refusesEntriesThatUnpackToMuchMore() throws IOException {
    byte[] zip = packed("a.csv", "\0".repeat(1 << 20));
    int packed = entryOf(zip).getInt(20);
    entryOf(zip).putInt(24, 101 << 20);

    refuses(
        zip, "entry 'a.csv' unpacks " + packed + " bytes to 105906176 (at most 200 times as much)");
  }

  @Test
  void refusesEntriesThatTwoPlacesDescribeDifferently() throws IOException {
    byte[] named = packed("a.csv", "x");
    named[30] = 'b';
    refuses(named, "entry 'a.csv' is described in two ways");
    refusesEntry(ZipEntry.STORED, entry -> entry.putInt(16, 1), "is described in two ways");
    refusesEntry(
        ZipEntry.STORED, entry -> entry.putInt(20, 7).putInt(24, 7), "is described in two ways");
  }

  @Test
  void refusesEntriesWithoutBytesOfTheirOwn() throws IOException {
    byte[] zip = packed("a.csv", "x", "b.csv", "x");
    ByteBuffer.wrap(zip).putInt(entry(zip, 1) + 42, 0);
    refuses(zip, "entry 'b.csv' overlaps another one");
    refusesEntry(ZipEntry.DEFLATED, entry -> entry.putInt(42, 50), "is not in the archive");
    refusesEntry(ZipEntry.DEFLATED, entry -> entry.putInt(20, 99), "is not in the archive");
  }

  @Test
  void refusesNamesThatAreNotUnicode() throws IOException {
    byte[] zip = packed("a.csv", "x");
    entryOf(zip).put(46, (byte) 0xFF);

    refuses(zip, "the name of an entry is not UTF-8");
  }

  @Test
  void refusesEveryCutArchive() throws IOException {
    byte[] whole = packed("a.csv", "day,temp\na,1\n");
    for (int length = 0; length < whole.length; length++) {
      refuses(Arrays.copyOf(whole, length), "it is no ZIP archive, or it is cut off");
    }
  }

  @Test
  void refusesDirectoriesThatAreNotWhatTheEndSays() throws IOException {
    refusesEnd(end -> end.putShort(8, (short) 1), "it is a part of an archive (must be whole)");
    refusesEnd(end -> end.putInt(4, 1), "it is a part of an archive (must be whole)");
    refusesEnd(end -> end.putInt(12, 1), "its directory is not at its end");
    refusesEnd(
        end -> end.putShort(8, (short) 1).putShort(10, (short) 1),
        "its directory holds more than it says");
    refusesEnd(
        end -> end.putShort(8, (short) 3).putShort(10, (short) 3), "its directory is damaged");
    refusesEnd(
        end -> end.putShort(8, (short) -1).putShort(10, (short) -1),
        "it is ZIP64 (must have less than 65,535 files)");
  }

  @Test
  void refusesADirectoryWithANameBeyondItsEnd() throws IOException {
    byte[] zip = packed("a.csv", "x");
    entryOf(zip).putShort(28, (short) 100);

    refuses(zip, "its directory is damaged");
  }

  @Test
  void refusesWhatHasNoFiles() throws IOException {
    refuses(packed(), "there are no files in it");
    refuses(packed("a/", ""), "there are no files in it");
    Files.delete(archive);
    assertThatThrownBy(() -> Sources.zip(archive))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("Cannot read " + archive + ": no such file");
    Files.createDirectory(archive);
    assertThatThrownBy(() -> Sources.zip(archive))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("Cannot read " + archive + ": it is no file");
  }

  @Test
  void readsNoFileWithAnotherSum() throws IOException {
    byte[] packed = packed("a.csv", "a,b\n");
    entryOf(packed).putInt(16, 1);
    failsToRead(packed, " is damaged");
    byte[] stored = zip(ZipEntry.STORED, "a.csv", "a,b\n");
    stored[35] = 'x';
    failsToRead(stored, " is damaged");
  }

  @Test
  void readsNoFileOfAnotherLength() throws IOException {
    byte[] shorter = packed("a.csv", "a,b\n");
    entryOf(shorter).putInt(24, 5);
    failsToRead(shorter, " is damaged");
    byte[] longer = packed("a.csv", "a,b\n");
    entryOf(longer).putInt(24, 3);
    failsToRead(longer, " is longer than it says");
  }

  @Test
  void readsNoFileThatIsNotPackedAsItSays() throws IOException {
    byte[] zip = packed("a.csv", "a,b\n");
    zip[35] = 7; // a last block of a type that there is not

    failsToRead(zip, "");
  }

  @Test
  void readsNoFileOfAnArchiveThatWasCutSince() throws IOException {
    byte[] zip = zip(ZipEntry.STORED, "a.csv", "a,b\n");
    Files.write(archive, zip);
    NamedContent file = Sources.zip(archive).get(0);
    Files.write(archive, Arrays.copyOf(zip, 37));

    assertThatThrownBy(() -> text(file))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("Cannot read " + archive + ": entry 'a.csv' ends too early");
  }
}
