package io.lifecycle4j.crashkit;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.QuarantinedBlob;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.zip.CRC32C;

/** All there is to see in a journal or in the blobs, as lists of texts. */
public final class Views {
  private static final int LONG = 100;

  private Views() {}

  /**
   * Shows the entries of a journal, read without opening it and then through an opening.
   *
   * @param name the name of the journal
   * @param opening opens it
   * @return the view
   */
  public static Function<Session, Object> entries(String name, Function<Session, Journal> opening) {
    return session -> {
      List<String> outside = texts(session.medium().journals().read(name, 1));
      Journal journal = opening.apply(session);
      List<String> inside = texts(journal.read(1));
      if (!inside.equals(outside) || journal.sequence() != inside.size()) {
        throw new AssertionError(
            "read without opening " + outside + ", through an opening " + inside);
      }
      return inside;
    };
  }

  /**
   * Shows the entries that are left of a journal, where they begin, and its snapshot.
   *
   * @param opening opens it
   * @return the view
   */
  public static Function<Session, Object> trimmed(Function<Session, Journal> opening) {
    return session -> {
      Journal journal = opening.apply(session);
      List<String> seen = new ArrayList<>(List.of("first " + journal.state().first()));
      seen.add("snapshot " + journal.state().snapshot());
      seen.addAll(texts(journal.read(journal.state().first())));
      return seen;
    };
  }

  /**
   * Shows all blobs, those that are quarantined too.
   *
   * @return the view
   */
  public static Function<Session, Object> blobsAndQuarantine() {
    return Views::storedAndAside;
  }

  /**
   * Shows all blobs but some, those that are quarantined too.
   *
   * @param some those that are left out
   * @return the view
   */
  public static Function<Session, Object> blobsAndQuarantineBut(List<BlobId> some) {
    return session ->
        storedAndAside(session).stream()
            .filter(text -> some.stream().noneMatch(id -> text.contains(id.sha256())))
            .toList();
  }

  /**
   * Shows one blob, also if it is quarantined.
   *
   * @param id its name
   * @return the view
   */
  public static Function<Session, Object> blobOrAside(BlobId id) {
    return session ->
        storedAndAside(session).stream().filter(text -> text.contains(id.sha256())).toList();
  }

  private static List<String> storedAndAside(Session session) {
    List<String> seen = new ArrayList<>(blobs(session));
    for (QuarantinedBlob blob : session.medium().blobs().maintenance().quarantined()) {
      if (!session.medium().blobs().contains(blob.id())) { // stored as well counts as stored
        seen.add("aside " + blob);
      }
    }
    return seen;
  }

  /**
   * Shows one blob.
   *
   * @param id its name
   * @return the view
   */
  public static Function<Session, Object> blob(BlobId id) {
    return session -> {
      BlobStore blobs = session.medium().blobs();
      return blobs.contains(id) ? text(blobs.read(id)) : "absent";
    };
  }

  /**
   * Shows all blobs but some.
   *
   * @param some those that are left out
   * @return the view
   */
  public static Function<Session, Object> blobsBut(List<BlobId> some) {
    return session ->
        blobs(session).stream()
            .filter(text -> some.stream().noneMatch(id -> text.startsWith(id.sha256())))
            .toList();
  }

  /**
   * Shows all blobs.
   *
   * @return the view
   */
  public static Function<Session, Object> blobs() {
    return Views::blobs;
  }

  private static List<String> blobs(Session session) {
    BlobStore blobs = session.medium().blobs();
    List<String> seen = new ArrayList<>();
    for (BlobId id : Fixtures.ids(blobs)) {
      byte[] bytes = blobs.read(id); // verified by the store
      if (bytes.length != blobs.size(id) || !blobs.contains(id)) {
        throw new AssertionError("blob " + id + " has " + bytes.length + " bytes, not its size");
      }
      seen.add(id + " " + text(bytes));
    }
    return seen;
  }

  private static List<String> texts(List<JournalEntry> entries) {
    List<String> texts = new ArrayList<>();
    for (JournalEntry entry : entries) {
      texts.add(entry.sequence() + " " + text(entry.payload()));
    }
    return texts;
  }

  private static String text(byte[] bytes) {
    if (bytes.length <= LONG) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return bytes.length + " bytes, crc " + crc.getValue();
  }
}
