package io.lifecycle4j.core.model;

import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.storage.StoredFile;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a separate JVM must try first: an artifact with the bytes of its files, and prepared rows.
 *
 * @param mark begins the line of the answer, so that nothing that a program prints is taken for it
 * @param engine the name of the class of the engine
 * @param rows the numbers of each row, one input after the other
 * @param sizes of the batches in which these rows run, beside one alone
 */
record ProbeRequest(
    String mark,
    String engine,
    ModelArtifact artifact,
    Map<String, byte[]> files,
    List<float[]> rows,
    List<Integer> sizes) {
  void writeTo(DataOutputStream out) throws IOException {
    out.writeUTF(mark);
    out.writeUTF(engine);
    write(out, ModelForms.JSON.write(artifact));
    for (StoredFile file : artifact.files()) {
      write(out, files.getOrDefault(file.name(), new byte[0]));
    }
    write(out, rows);
    out.writeInt(sizes.size());
    for (int size : sizes) {
      out.writeInt(size);
    }
    out.flush();
  }

  static void write(DataOutputStream out, List<float[]> rows) throws IOException {
    out.writeInt(rows.size());
    for (float[] row : rows) {
      ByteBuffer bytes = ByteBuffer.allocate(row.length * Float.BYTES);
      bytes.asFloatBuffer().put(row);
      write(out, bytes.array());
    }
  }

  private static void write(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  static ProbeRequest readFrom(DataInputStream in) throws IOException {
    String mark = in.readUTF();
    String engine = in.readUTF();
    ModelArtifact artifact = ModelForms.JSON.read(bytes(in), ModelArtifact.class, "artifact");
    Map<String, byte[]> files = new HashMap<>();
    for (StoredFile file : artifact.files()) {
      files.put(file.name(), bytes(in));
    }
    List<float[]> rows = rows(in);
    List<Integer> sizes = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      sizes.add(in.readInt());
    }
    return new ProbeRequest(mark, engine, artifact, files, rows, sizes);
  }

  static List<float[]> rows(DataInputStream in) throws IOException {
    List<float[]> rows = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      ByteBuffer bytes = ByteBuffer.wrap(bytes(in));
      float[] row = new float[bytes.remaining() / Float.BYTES];
      bytes.asFloatBuffer().get(row);
      rows.add(row);
    }
    return rows;
  }

  private static byte[] bytes(DataInputStream in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return bytes;
  }

  Engine.Files opened() {
    return file -> new ByteArrayInputStream(files.getOrDefault(file.name(), new byte[0]));
  }
}
