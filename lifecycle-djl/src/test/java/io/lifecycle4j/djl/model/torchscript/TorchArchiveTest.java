package io.lifecycle4j.djl.model.torchscript;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.UntrustedModelException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TorchArchiveTest {
  private static final byte[] PROGRAM = TorchPrograms.zip(TorchPrograms.entries());

  /** Where the end of the directory begins. */
  private static final int END = PROGRAM.length - 22;

  private static void refuses(byte[] program, String problem) {
    assertThatThrownBy(() -> TorchScriptScan.check("net", program))
        .isInstanceOf(UntrustedModelException.class)
        .hasMessageStartingWith("Cannot load net: ")
        .hasMessageContaining(problem);
  }

  @Test
  void acceptsTheLayoutOfPyTorch() {
    accepts(PROGRAM);
    accepts(TorchPrograms.zip(TorchPrograms.entries(), ".py"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "net/extra/labels.txt",
        "net/code/../e.py",
        "net/code/__torch__/a b.py",
        "net/code/os.py",
        "net/code/__torch__.so",
        "net/data/x",
        "net/bytecode.pkl",
        "net/model.json",
        "net/data/"
      })
  void refusesAnEntryThatItDoesNotKnow(String name) {
    String entry = name.substring("net/".length());
    refuses(
        TorchPrograms.with(name, new byte[1]),
        "entry '" + entry + "' is not part of a TorchScript program");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../e", "/e", "..\\e", "C:\\e", "other/data/0", "net"})
  void refusesAnEntryOutsideOfTheFolder(String name) {
    refuses(TorchPrograms.with(name, new byte[1]), " is ");
  }

  @Test
  void refusesTwoEntriesOfOneName() {
    refuses(TorchPrograms.with("net/DATA.pkl", new byte[1]), "'net/DATA.pkl' occurs twice");
  }

  @Test
  void refusesAnArchiveWithoutAPart() {
    for (String name : TorchPrograms.entries().keySet()) {
      Map<String, byte[]> entries = TorchPrograms.entries();
      entries.remove(name);
      refuses(TorchPrograms.zip(entries), "it has ");
    }
  }

  @Test
  void refusesAFormatThatItDoesNotKnow() {
    refuses(TorchPrograms.with("net/version", "11\n".getBytes(UTF_8)), "entry version is '11");
    refuses(TorchPrograms.with("net/byteorder", "big".getBytes(UTF_8)), "entry byteorder is 'big'");
  }

  @Test
  void findsTheVersionInBothPlaces() {
    Map<String, byte[]> entries = TorchPrograms.entries();
    entries.put("net/.data/version", requireNonNull(entries.remove("net/version")));
    accepts(TorchPrograms.zip(entries));
    refuses(
        TorchPrograms.with("net/.data/version", "11\n".getBytes(UTF_8)),
        "entry .data/version is '11");
  }

  @Test
  void refusesMoreCodeThanAProgramHas() {
    byte[] large = " ".repeat((8 << 20) + 1).getBytes(UTF_8);
    refuses(TorchPrograms.with("net/code/__torch__/a.py", large), "has 8388609 bytes, more than");
  }

  @Test
  void refusesABomb() {
    Map<String, byte[]> entries = TorchPrograms.entries();
    entries.put("net/code/__torch__.py", new byte[32 << 20]);
    refuses(TorchPrograms.zip(entries, ".py"), "unpacks ");
    ByteBuffer liar = ByteBuffer.wrap(TorchPrograms.zip(entries, ".py"));
    int directory = liar.order(ByteOrder.LITTLE_ENDIAN).getInt(liar.limit() - 6);
    int local = find(liar, 0x04034B50, 1);
    int entry = find(liar, 0x02014B50, directory + 1);
    liar.putInt(local + 22, 10).putInt(entry + 24, 10);
    refuses(liar.array(), "'net/code/__torch__.py' is damaged");
  }

  private static int find(ByteBuffer bytes, int sign, int from) {
    int at = from;
    while (bytes.getInt(at) != sign) {
      at++;
    }
    return at;
  }

  @Test
  void refusesBytesThatNoEntryHas() {
    refuses(Arrays.copyOf(PROGRAM, PROGRAM.length + 1), "it is not a complete ZIP archive");
    byte[] shifted = new byte[PROGRAM.length + 4];
    System.arraycopy(PROGRAM, 0, shifted, 4, PROGRAM.length);
    System.arraycopy(PROGRAM, 0, shifted, 0, 4);
    refuses(shifted, "");
    refuses(
        changed(bytes -> bytes.putShort(END + 8, (short) 3).putShort(END + 10, (short) 3)),
        "the ZIP archive has hidden bytes");
  }

  @Test
  void refusesBytesBetweenTheEntriesAndTheDirectory() {
    int directory = ByteBuffer.wrap(PROGRAM).order(ByteOrder.LITTLE_ENDIAN).getInt(END + 16);
    byte[] wider = new byte[PROGRAM.length + 4];
    System.arraycopy(PROGRAM, 0, wider, 0, directory);
    System.arraycopy(PROGRAM, directory, wider, directory + 4, PROGRAM.length - directory);
    ByteBuffer.wrap(wider).order(ByteOrder.LITTLE_ENDIAN).putInt(END + 4 + 16, directory + 4);
    refuses(wider, "the ZIP archive has hidden bytes");
  }

  @Test
  void refusesTwoDescriptionsOfAnEntry() {
    int entry = ByteBuffer.wrap(PROGRAM).order(ByteOrder.LITTLE_ENDIAN).getInt(END + 16);
    refuses(changed(bytes -> bytes.put(30, (byte) 'N')), "is described in two ways"); // name
    refuses(changed(bytes -> bytes.put(14, (byte) 1)), "is described in two ways"); // checksum
    refuses(changed(bytes -> bytes.put(8, (byte) 8)), "is described in two ways"); // method
    refuses(changed(bytes -> bytes.putShort(entry + 8, (short) 1)), "has flags 1"); // encrypted
    refuses(changed(bytes -> bytes.putShort(entry + 10, (short) 99)), "is packed by method 99");
    refuses(changed(bytes -> bytes.putInt(entry + 42, 5)), "does not follow the entry before it");
    refuses(changed(bytes -> bytes.putInt(entry + 20, -1)), "does not follow the entry before it");
    int content = 30 + "net/data.pkl".length();
    refuses(
        changed(bytes -> bytes.put(content, (byte) (bytes.get(content) ^ 1))),
        "entry 'net/data.pkl' is damaged");
  }

  /** PyTorch writes each length a second time, behind an entry. */
  @Test
  void refusesADescriptorThatDisagrees() {
    byte[] written = TorchPrograms.file("accepted/mlp.pt");
    int descriptor = find(ByteBuffer.wrap(written).order(ByteOrder.LITTLE_ENDIAN), 0x08074B50, 0);
    for (int field = 0; field < 16; field += 4) {
      refuses(flipped(written, descriptor + field), "mlp/data/0' is described in two ways");
    }
    int entry = find(ByteBuffer.wrap(written).order(ByteOrder.LITTLE_ENDIAN), 0x02014B50, 0);
    refuses(flipped(written, 14), "mlp/data/0' is described in two ways"); // neither 0 nor equal
    refuses(flipped(written, 26), "mlp/data/0' is described in two ways"); // length of the name
    refuses(flipped(written, entry + 16), "mlp/data/0' is described in two ways");
    refuses(flipped(written, entry), "the directory of the ZIP archive is damaged");
  }

  /** PyTorch writes the end of the directory a second time, with longer numbers. */
  @Test
  void refusesTwoEndsThatDisagree() {
    byte[] written = TorchPrograms.file("accepted/mlp.pt");
    int record = written.length - 22 - 20 - 56;
    for (int field : new int[] {0, 4, 16, 24, 32, 40, 48, 56 + 8}) {
      refuses(flipped(written, record + field), "the ZIP archive has two ends");
    }
    refuses(flipped(written, record + 56), "bytes between");
    int end = written.length - 22;
    for (int field : new int[] {4, 8, 20}) {
      refuses(flipped(written, end + field), "the end of the ZIP archive is not one of PyTorch");
    }
    refuses(Arrays.copyOfRange(written, end, end + 22), "it is not a complete ZIP archive");
  }

  private static byte[] flipped(byte[] program, int at) {
    byte[] flipped = program.clone();
    flipped[at] ^= 1;
    return flipped;
  }

  @Test
  void refusesANegativeSizeOfTheDirectory() {
    for (int field : new int[] {12, 16}) {
      refuses(
          changed(bytes -> bytes.putInt(END + field, -1)),
          "the end of the ZIP archive is not one of PyTorch");
    }
    refuses(changed(bytes -> bytes.putShort(END + 10, (short) 0)), "0 entries");
    refuses(changed(bytes -> bytes.putShort(END + 10, (short) 0xFFFF)), "65535 entries");
  }

  @Test
  void acceptsWhatIsAsLargeAsAProgramMayBe() {
    byte[] code = " ".repeat(8 << 20).getBytes(UTF_8);
    accepts(TorchPrograms.with("net/code/__torch__/a.py", code));
    String longest = "a".repeat(500 - "net/code/__torch__/.py".length());
    accepts(TorchPrograms.with("net/code/__torch__/" + longest + ".py", new byte[0]));
    refuses(
        TorchPrograms.with("net/code/__torch__/" + longest + "a.py", new byte[0]),
        "a name of 501 bytes");
  }

  /** However well a small entry is packed, it does no harm. */
  @Test
  void refusesALargeEntryThatIsPackedTooWell() {
    Map<String, byte[]> entries = TorchPrograms.entries();
    entries.put("net/code/__torch__/a.py", " ".repeat(1 << 20).getBytes(UTF_8));
    accepts(TorchPrograms.zip(entries, "a.py"));
    entries.put("net/code/__torch__/a.py", " ".repeat((1 << 20) + 1).getBytes(UTF_8));
    refuses(TorchPrograms.zip(entries, "a.py"), " to 1048577");
  }

  private static void accepts(byte[] program) {
    assertThatCode(() -> TorchScriptScan.check("net", program)).doesNotThrowAnyException();
  }

  private static byte[] changed(Consumer<ByteBuffer> change) {
    byte[] program = PROGRAM.clone();
    change.accept(ByteBuffer.wrap(program).order(ByteOrder.LITTLE_ENDIAN));
    return program;
  }
}
