package io.lifecycle4j.djl.model.torchscript;

import static io.lifecycle4j.error.Preconditions.required;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Makes TorchScript programs, also those that PyTorch would not write. */
final class TorchPrograms {
  /** A class without members, whose forward pass returns its input. */
  static final String CODE =
      """
      class Net(Module):
        __parameters__ = []
        __buffers__ = []
        def forward(self: __torch__.Net,
          x: Tensor) -> Tensor:
          return x
      """;

  /** An object of the class. */
  static final String OBJECT = "\u0080\u0002c__torch__\nNet\n)\u0081}b.";

  private TorchPrograms() {}

  /** Reads a program that PyTorch wrote. */
  static byte[] file(String name) {
    try (InputStream in = TorchPrograms.class.getResourceAsStream("/torchscript/" + name)) {
      return required(in, "file", name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the entries of a small program, to be changed. */
  static Map<String, byte[]> entries() {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("net/data.pkl", OBJECT.getBytes(ISO_8859_1));
    entries.put("net/code/__torch__.py", CODE.getBytes(UTF_8));
    entries.put("net/constants.pkl", "\u0080\u0002).".getBytes(ISO_8859_1));
    entries.put("net/version", "3\n".getBytes(UTF_8));
    return entries;
  }

  /** Returns a program whose forward pass has a statement before it returns. */
  static byte[] withStatement(String statement) {
    return withCode(CODE.replace("    return x", "    " + statement + "\n    return x"));
  }

  static byte[] withCode(String code) {
    return with("net/code/__torch__.py", code.getBytes(UTF_8));
  }

  /** Returns a program with constants; each character is a byte, after the protocol. */
  static byte[] withPickle(String instructions) {
    return with("net/constants.pkl", ("\u0080\u0002" + instructions).getBytes(ISO_8859_1));
  }

  static byte[] with(String name, byte[] content) {
    Map<String, byte[]> entries = entries();
    entries.put(name, content);
    return zip(entries);
  }

  static byte[] zip(Map<String, byte[]> entries) {
    return zip(entries, "");
  }

  /** Writes an archive in the layout of PyTorch; entries whose name ends so are deflated. */
  static byte[] zip(Map<String, byte[]> entries, String deflated) {
    ByteArrayOutputStream files = new ByteArrayOutputStream();
    ByteArrayOutputStream directory = new ByteArrayOutputStream();
    entries.forEach(
        (name, content) -> {
          boolean packs = !deflated.isEmpty() && name.endsWith(deflated);
          byte[] packed = packs ? deflate(content) : content;
          byte[] path = name.getBytes(UTF_8);
          CRC32 crc = new CRC32();
          crc.update(content);
          ByteBuffer facts = ByteBuffer.allocate(26).order(ByteOrder.LITTLE_ENDIAN);
          facts.putShort((short) 0).putShort((short) 0).putShort((short) (packs ? 8 : 0)).putInt(0);
          facts.putInt((int) crc.getValue()).putInt(packed.length).putInt(content.length);
          facts.putShort((short) path.length).putShort((short) 0);
          byte[] entry = new byte[14];
          ByteBuffer.wrap(entry).order(ByteOrder.LITTLE_ENDIAN).putInt(10, files.size());
          files.writeBytes(new byte[] {'P', 'K', 3, 4});
          files.writeBytes(facts.array());
          files.writeBytes(path);
          files.writeBytes(packed);
          directory.writeBytes(new byte[] {'P', 'K', 1, 2, 0, 0});
          directory.writeBytes(facts.array());
          directory.writeBytes(entry);
          directory.writeBytes(path);
        });
    ByteBuffer end = ByteBuffer.allocate(22).order(ByteOrder.LITTLE_ENDIAN);
    end.putInt(0x06054B50).putInt(0).putShort((short) entries.size());
    end.putShort((short) entries.size()).putInt(directory.size()).putInt(files.size());
    files.writeBytes(directory.toByteArray());
    files.writeBytes(end.array());
    return files.toByteArray();
  }

  private static byte[] deflate(byte[] content) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    deflater.setInput(content);
    deflater.finish();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buffer = new byte[1 << 16];
    while (!deflater.finished()) {
      out.write(buffer, 0, deflater.deflate(buffer));
    }
    deflater.end();
    return out.toByteArray();
  }
}
