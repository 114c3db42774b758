package io.lifecycle4j.core.data;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.data.Manifests.Encoded;
import io.lifecycle4j.core.storage.NamedBlobs;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.spi.BlobStore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Many files as a Merkle tree of blobs, one for each folder. A version in which one file changed
 * shares all blobs with the previous one, except those on the path to the file.
 *
 * <p>A folder of many files is split into parts where the hash of a name decides, so that adding a
 * file moves no other cut.
 */
record FileTree(BlobStore blobs) {
  /** The average number of entries of a part; the largest has four times as many. */
  private static final int PART = 1_024;

  private static final int MAX_PART = 4 * PART;

  /**
   * A folder, or a part of one, in the order of names; a folder is ordered by its name and a slash.
   *
   * @param files the files directly in it
   * @param folders the folders directly in it
   * @param parts the parts of a split folder, which then has no files and folders itself
   */
  record Node(List<StoredFile> files, List<Folder> folders, List<BlobId> parts) {
    Node {
      files = copy(files, "files");
      folders = copy(folders, "folders");
      parts = copy(parts, "parts");
    }
  }

  /**
   * A folder in a folder.
   *
   * @param tree its blob
   */
  record Folder(String name, BlobId tree) {
    Folder {
      checkName("folder", name);
      required(tree, "blob of folder " + name);
    }
  }

  /** Returns whether files are in the order of a tree, without duplicates. */
  static boolean sorted(List<StoredFile> files) {
    for (int i = 1; i < files.size(); i++) {
      if (files.get(i - 1).name().compareTo(files.get(i).name()) >= 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Encodes sorted files.
   *
   * @param nodes receives every node, the root last
   */
  static BlobId encode(List<StoredFile> files, Consumer<Encoded> nodes) {
    return new Encoding(files, nodes).folder(0, files.size(), 0);
  }

  /** Reads a tree: every file, in order, and the blob of every node. */
  void walk(BlobId root, Consumer<StoredFile> files, Consumer<BlobId> nodes) {
    walk(root, "", files, nodes);
  }

  private void walk(BlobId id, String path, Consumer<StoredFile> files, Consumer<BlobId> nodes) {
    if (path.length() > 2_000) {
      throw new CorruptDataException("Cannot read folder " + id + ": it is too deep");
    }
    nodes.accept(id);
    Node node = node(id);
    for (BlobId part : node.parts()) {
      nodes.accept(part);
      entries(part(part), path, files, nodes);
    }
    entries(node, path, files, nodes);
  }

  private Node node(BlobId id) {
    byte[] bytes = NamedBlobs.read("manifest", "folder", id, () -> blobs.read(id));
    return DataForms.JSON.read(bytes, Node.class, "folder " + id);
  }

  private Node part(BlobId id) {
    Node part = node(id);
    if (!part.parts().isEmpty()) {
      throw new CorruptDataException("Cannot read folder " + id + ": a part has parts");
    }
    return part;
  }

  private void entries(Node node, String path, Consumer<StoredFile> files, Consumer<BlobId> nodes) {
    int next = 0;
    for (StoredFile file : node.files()) {
      while (next < node.folders().size()
          && (node.folders().get(next).name() + "/").compareTo(file.name()) < 0) {
        walk(node.folders().get(next++), path, files, nodes);
      }
      files.accept(file.named(path + file.name()));
    }
    while (next < node.folders().size()) {
      walk(node.folders().get(next++), path, files, nodes);
    }
  }

  private void walk(
      Folder folder, String path, Consumer<StoredFile> files, Consumer<BlobId> nodes) {
    walk(folder.tree(), path + folder.name() + "/", files, nodes);
  }

  /** Encodes the nodes of sorted files, from the leaves up. */
  private record Encoding(List<StoredFile> all, Consumer<Encoded> nodes) {

    /**
     * Encodes the files of a folder.
     *
     * @param prefix the length of the path that their names share
     */
    BlobId folder(int from, int to, int prefix) {
      List<Node> parts = new ArrayList<>();
      List<StoredFile> files = new ArrayList<>();
      List<Folder> folders = new ArrayList<>();
      int at = from;
      while (at < to) {
        StoredFile file = all.get(at);
        String name = file.name().substring(prefix);
        int slash = name.indexOf('/');
        if (slash < 0) {
          files.add(file.named(name));
          at++;
        } else {
          name = name.substring(0, slash);
          int end = end(at, to, file.name().substring(0, prefix + slash + 1));
          folders.add(new Folder(name, folder(at, end, prefix + slash + 1)));
          at = end;
        }
        int entries = files.size() + folders.size();
        if (at < to && (cut(name) || entries == MAX_PART)) {
          parts.add(new Node(files, folders, List.of()));
          files.clear();
          folders.clear();
        }
      }
      Node last = new Node(files, folders, List.of());
      if (parts.isEmpty()) {
        return add(Encoded.of(last));
      }
      parts.add(last);
      List<BlobId> ids = new ArrayList<>();
      for (Encoded part : parts.parallelStream().map(Encoded::of).toList()) {
        ids.add(add(part));
      }
      return add(Encoded.of(new Node(List.of(), List.of(), ids)));
    }

    private BlobId add(Encoded node) {
      nodes.accept(node);
      return node.id();
    }

    private static boolean cut(String name) {
      int hash = name.hashCode();
      hash = (hash ^ (hash >>> 16)) * 0x85EBCA6B; // as in MurmurHash3, since names are similar
      hash = (hash ^ (hash >>> 13)) * 0xC2B2AE35;
      return (hash >>> 22) == 0; // 1 of PART names
    }

    private int end(int from, int to, String folder) {
      int end = from;
      while (end < to && all.get(end).name().startsWith(folder)) {
        end++;
      }
      return end;
    }
  }
}
