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
    assertThatCode(() -> TorchScriptScan.check("net", PROGRAM)).doesNotThrowAnyException();
    byte[] packed = TorchPrograms.zip(TorchPrograms.entries(), ".py");
    assertThatCode(() -> TorchScriptScan.check("net", packed)).doesNotThrowAnyException();
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
    byte[] newer = TorchPrograms.zip(entries);
    assertThatCode(() -> TorchScriptScan.check("net", newer)).doesNotThrowAnyException();
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

  private static byte[] changed(Consumer<ByteBuffer> change) {
    byte[] program = PROGRAM.clone();
    change.accept(ByteBuffer.wrap(program).order(ByteOrder.LITTLE_ENDIAN));
    return program;
  }
}
