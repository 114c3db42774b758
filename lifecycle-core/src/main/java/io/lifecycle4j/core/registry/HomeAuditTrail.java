package io.lifecycle4j.core.registry;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;
import static java.util.stream.Collectors.joining;

import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.AuditHead;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.AuditTrail;
import io.lifecycle4j.registry.EntryVerifier;
import io.lifecycle4j.registry.SigningSet;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.spi.JournalEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** The audit trail of a registry whose entries are linked, and may be signed. Thread-safe. */
final class HomeAuditTrail implements AuditTrail {
  private final ModelRegistry registry;
  private final Function<String, Decisions> decisions;
  private final AuditChain chain;

  HomeAuditTrail(ModelRegistry registry, Function<String, Decisions> decisions) {
    this.registry = registry;
    this.decisions = decisions;
    this.chain = new AuditChain(registry);
  }

  private UUID home() {
    return AuditChain.of(registry).home();
  }

  @Override
  public AuditHead head() {
    return chain.head();
  }

  @Override
  public AuditHead verify() {
    return chain.read(null, (before, entry) -> {});
  }

  @Override
  public AuditHead verify(AuditHead earlier) {
    return chain.read(required(earlier, "head of an audit trail"), (before, entry) -> {});
  }

  @Override
  public AuditHead verify(EntryVerifier verifier) {
    Signatures signatures = new Signatures(verifier, 0, home());
    AuditHead head = chain.read(null, signatures);
    if (head.sequence() > 0 && signatures.rule == Signing.NOT_BEGUN) {
      throw AuditChain.corrupt(head.home(), "none of its entries is signed");
    }
    signatures.checkAll();
    return head;
  }

  @Override
  public AuditHead verify(EntryVerifier verifier, long from) {
    check(from >= 1, "Invalid sequence: %s (must be at least 1)", from);
    Signatures signatures = new Signatures(verifier, from, home());
    AuditHead head = chain.read(null, signatures);
    check(
        from <= head.sequence(),
        "Invalid sequence: %s (the trail ends with entry %s)",
        from,
        head.sequence());
    signatures.checkAll();
    return head;
  }

  @Override
  public List<Long> findUnsigned(EntryVerifier verifier) {
    Signatures signatures = new Signatures(verifier, 0, home());
    chain.read(null, signatures);
    return List.copyOf(signatures.unsigned);
  }

  /** Checks signatures, and finds where one is missing. Not thread-safe. */
  private static final class Signatures implements AuditChain.Reader {
    private static final int MOST_NAMED = 20;

    private final EntryVerifier verifier;

    /** The first entry that must be signed; 0 for the first one that is. */
    private final long from;

    private final UUID home;
    private final List<Long> unsigned = new ArrayList<>();

    /** What the entries say whose signatures are right. */
    private Signing rule = Signing.NOT_BEGUN;

    Signatures(EntryVerifier verifier, long from, UUID home) {
      this.verifier = required(verifier, "verifier");
      this.home = home;
      this.from = from;
    }

    @Override
    public void read(byte[] before, JournalEntry entry) {
      long sequence = entry.sequence();
      if (sequence < from) {
        return; // the signature of a later entry covers its link
      }
      rule = sequence == from ? Signing.REQUIRED : rule;
      SignedEntry signed = SignedEntry.of(entry);
      SignedEntry.Signature signature = signed.signature();
      if (signature == null) {
        if (rule == Signing.REQUIRED) {
          unsigned.add(sequence);
        }
      } else if (signed.isSigned(verifier, before, sequence)) {
        rule = rule.after(true, RegistryLine.read(entry).record());
      } else {
        throw AuditChain.corrupt(
            home,
            "the signature of entry %s is wrong (by the key %s, it says)"
                .formatted(sequence, signature.key()));
      }
    }

    void checkAll() {
      if (!unsigned.isEmpty()) {
        String first =
            unsigned.stream().limit(MOST_NAMED).map(String::valueOf).collect(joining(", "));
        int more = unsigned.size() - MOST_NAMED;
        throw AuditChain.corrupt(
            home,
            unsigned.size() == 1
                ? "entry " + first + " is not signed"
                : "entries "
                    + first
                    + (more > 0 ? " and " + more + " more" : "")
                    + " are not signed");
      }
    }
  }

  @Override
  public AuditRecord beginSigning(Actor actor, String reason) {
    return set(true, new By(Action.SET_SIGNING, actor, reason));
  }

  @Override
  public AuditRecord endSigning(Actor actor, String reason) {
    return set(false, new By(Action.SET_SIGNING, actor, reason));
  }

  /** Writes one entry, which is in the history of each model. */
  private AuditRecord set(boolean required, By by) {
    registry.refresh();
    List<String> models = registry.models();
    if (models.isEmpty()) {
      throw new NotFoundException("Cannot set whether entries are signed: the home has no model");
    }
    Transition.Builder entry = by.transition();
    for (String model : models) {
      decisions.apply(model).permit(by);
      entry.change(new SigningSet(model, required));
    }
    return decisions.apply(models.get(0)).decide(by.action(), entry.build());
  }

  @Override
  public String toString() {
    return "AuditTrail";
  }
}
