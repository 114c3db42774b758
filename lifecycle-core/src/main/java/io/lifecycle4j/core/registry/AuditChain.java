package io.lifecycle4j.core.registry;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.core.hash.ChainLinks;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.MissingCapabilityException;
import io.lifecycle4j.registry.AuditHead;
import io.lifecycle4j.registry.spi.AuditJournal;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.JournalState;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The linked entries of a registry. */
final class AuditChain {
  private final ModelRegistry registry;

  AuditChain(ModelRegistry registry) {
    this.registry = registry;
    audit(); // throws if the registry is closed, or has no such entries
  }

  private AuditJournal audit() {
    return of(registry);
  }

  /**
   * Returns the entries of a registry.
   *
   * @throws MissingCapabilityException if they are not linked
   */
  static AuditJournal of(ModelRegistry registry) {
    return registry
        .audit()
        .orElseThrow(
            () ->
                new MissingCapabilityException(
                    "Cannot read the audit trail: the registry of this home does not link its"
                        + " entries (the one of the library does)"));
  }

  /** Receives entries, oldest first. */
  interface Reader {
    /**
     * Receives an entry.
     *
     * @param before the link before it, valid only during the call
     */
    void read(byte[] before, JournalEntry entry);
  }

  AuditHead head() {
    AuditJournal audit = audit();
    return head(audit.home(), audit.name(), audit.journal().state());
  }

  static AuditHead head(UUID home, String journal, JournalState state) {
    byte[] first = ChainLinks.first(home, journal); // of one without entries
    return new AuditHead(
        home, state.sequence(), state.chain().map(BlobId::new).orElseGet(() -> BlobId.of(first)));
  }

  static CorruptDataException corrupt(UUID home, String problem) {
    return new CorruptDataException("Corrupt audit trail of " + home + ": " + problem);
  }

  /** Reads all entries, each after its link was computed from those before it. */
  AuditHead read(@Nullable AuditHead earlier, Reader reader) {
    AuditJournal audit = audit();
    check(
        earlier == null || earlier.home().equals(audit.home()),
        "Invalid head of an audit trail: it is of home %s (this is home %s)",
        earlier == null ? "" : earlier.home(),
        audit.home());
    Pass pass = new Pass(audit, earlier, reader);
    audit.journal().read(1, pass);
    return pass.head();
  }

  /** One reading of all entries. Not thread-safe. */
  private static final class Pass implements Consumer<JournalEntry> {
    private final AuditJournal audit;
    private final AuditHead newest;
    private final @Nullable AuditHead earlier;
    private final Reader reader;
    private final ChainLinks links = new ChainLinks();
    private final byte[] link;
    private long last;

    Pass(AuditJournal audit, @Nullable AuditHead earlier, Reader reader) {
      this.audit = audit;
      this.earlier = earlier;
      this.reader = reader;
      this.link = ChainLinks.first(audit.home(), audit.name());
      this.newest = AuditChain.head(audit.home(), audit.name(), audit.journal().state());
      compare();
    }

    @Override
    public void accept(JournalEntry entry) {
      if (entry.sequence() != last + 1) {
        throw corrupt("entry %s is missing".formatted(last + 1));
      }
      reader.read(link, entry);
      links.next(link, entry.sequence(), entry.payload());
      last++;
      compare();
    }

    private void compare() {
      compare(newest, "the last link that was written");
      if (earlier != null) {
        compare(earlier, "the head " + earlier);
      }
    }

    private void compare(AuditHead known, String what) {
      if (known.sequence() == last && !known.link().equals(BlobId.of(link))) {
        throw corrupt(
            "the entries up to %s are not those of %s (at least one of them was changed, deleted,"
                    .formatted(last, what)
                + " added or moved)");
      }
    }

    AuditHead head() {
      long least = Math.max(audit.read(), newest.sequence());
      if (last < least) {
        throw corrupt("it ends with entry %s (entry %s was read before)".formatted(last, least));
      }
      if (earlier != null && last < earlier.sequence()) {
        throw corrupt("it ends with entry %s (the head is %s)".formatted(last, earlier));
      }
      return new AuditHead(audit.home(), last, BlobId.of(link));
    }

    private CorruptDataException corrupt(String problem) {
      return AuditChain.corrupt(audit.home(), problem);
    }
  }
}
