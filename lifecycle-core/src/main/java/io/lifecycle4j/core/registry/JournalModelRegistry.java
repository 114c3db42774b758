package io.lifecycle4j.core.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.required;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.lifecycle4j.core.error.Closing;
import io.lifecycle4j.core.error.Rounds;
import io.lifecycle4j.core.model.ModelManifestDocument;
import io.lifecycle4j.core.storage.Fold;
import io.lifecycle4j.core.storage.Fold.Decision;
import io.lifecycle4j.core.storage.LibraryVersion;
import io.lifecycle4j.core.storage.NamedBlobs;
import io.lifecycle4j.core.storage.StoredFiles;
import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.AuditHead;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.EntrySigner;
import io.lifecycle4j.registry.RegisteredVersion;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.VersionRegistered;
import io.lifecycle4j.registry.spi.AuditJournal;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalStore;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps manifests as blobs and all events in the journal {@code registry}.
 *
 * <p>Readers see a snapshot in a volatile field. It contains what this registry writes before the
 * call returns; a thread adds what other processes write.
 */
final class JournalModelRegistry implements ModelRegistry, StateSource {
  static final String JOURNAL = "registry";

  private static final Logger LOG = LoggerFactory.getLogger(JournalModelRegistry.class);
  private static final int CACHED_MANIFESTS = 1_000;
  private static final Duration FOREVER = Duration.ofDays(36_500);
  private static final Duration END = Duration.ofSeconds(5);

  private final BlobStore blobs;
  private final Journal journal;
  private final Fold<RegistryFold> state;
  private final InstantSource clock;
  private final @Nullable EntrySigner signer;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final Rounds follower = new Rounds("registry", this::follow);

  /** The last entry that every listener has heard of; confined to the follower. */
  private long heard;

  /** The state that readers see; null until the first read. */
  private volatile @Nullable RegistrySnapshot snapshot;

  private volatile boolean closed;

  private final Cache<BlobId, ModelManifest> manifests =
      Caffeine.newBuilder().maximumSize(CACHED_MANIFESTS).build();

  /** What aliases of models name, by the models that have entries. */
  private final Map<String, NamedVersions> named = new ConcurrentHashMap<>();

  /**
   * The versions that aliases name in a state of a model, once they were asked for.
   *
   * @param found by the alias, present
   */
  private record NamedVersions(ModelState state, Map<String, Optional<ModelVersion>> found) {}

  /** A listener, and the last entry it has heard of; confined to the follower. */
  private static final class Listener {
    private final Runnable call;
    private long heard;

    Listener(Runnable call) {
      this.call = call;
    }

    @SuppressWarnings("checkstyle:IllegalCatch") // else the next listeners would not be called
    void hear(long sequence) {
      if (heard < sequence) {
        try {
          call.run();
        } catch (Error e) {
          throw new IllegalStateException("A listener of the registry failed", e);
        }
        heard = sequence;
      }
    }
  }

  /** Signs entries with {@code signer}, if it is not null. */
  JournalModelRegistry(
      BlobStore blobs, JournalStore journals, InstantSource clock, @Nullable EntrySigner signer) {
    this.blobs = blobs;
    this.signer = signer;
    this.journal = journals.chained(JOURNAL);
    this.state = new Fold<>(journal, new RegistryFold(), RegistryFold::add);
    this.clock = clock;
  }

  @Override
  public StoredFile put(NamedContent file) {
    return StoredFiles.put(blobs, file);
  }

  @Override
  public InputStream open(StoredFile file) {
    return blobs.open(required(file, "file").blob());
  }

  @Override
  public ModelVersion register(String model, ModelManifest manifest, Actor actor, String reason) {
    checkOpen();
    checkName("model", model);
    return StoredFiles.commit(
        blobs,
        "register " + model,
        StoredFiles.named(required(manifest, "manifest").artifact().files()),
        () -> {
          BlobId id = blobs.put(Content.of(ModelManifestDocument.write(manifest)));
          return StoredFiles.commit(
              blobs,
              "register " + model,
              Map.of(id, "its manifest"),
              () -> {
                AuditRecord record =
                    decide(registry -> next(registry, model, id, manifest, actor, reason));
                int number =
                    record.transition().find(VersionRegistered.class).orElseThrow().version();
                return new ModelVersion(model, number, id, manifest, record.time());
              });
        });
  }

  private static Transition next(
      RegistrySnapshot registry,
      String model,
      BlobId id,
      ModelManifest manifest,
      Actor actor,
      String reason) {
    int number = registry.model(model).versions().size() + 1;
    return Transition.builder(actor, reason)
        .change(VersionRegistered.of(model, number, id, manifest))
        .build();
  }

  /**
   * Writes a decision. Afterwards readers see it, or the state that prevented it. Publishing reads
   * no file, so that a decision that was written cannot appear to have failed.
   */
  private AuditRecord decide(Function<RegistrySnapshot, Transition> decision) {
    Instant now = clock.instant();
    try {
      return state.decide(fold -> decide(now, fold.snapshot(), decision), this::signed);
    } finally {
      state.known(this::publish);
      follower.wake();
    }
  }

  private Decision<AuditRecord> decide(
      Instant now, RegistrySnapshot registry, Function<RegistrySnapshot, Transition> decision) {
    Transition transition = decision.apply(registry);
    registry.check(transition, now);
    registry.signing().check(transition, signer != null);
    return new Decision<>(
        RegistryLine.write(now, LibraryVersion.CURRENT, transition),
        sequence -> new AuditRecord(sequence, now, transition));
  }

  /** Signs behind the newest entry; if the decision is not based on that, it is not appended. */
  private byte[] signed(byte[] document) {
    if (signer == null) {
      return document;
    }
    AuditHead head = AuditChain.head(blobs.id(), JOURNAL, journal.state());
    return SignedEntry.sign(signer, head.link().bytes(), head.sequence() + 1, document);
  }

  /** Returns the last state read; takes no lock and reads no file, except the first time. */
  private RegistrySnapshot now() {
    checkOpen();
    RegistrySnapshot now = snapshot;
    return now != null ? now : read();
  }

  private void checkOpen() {
    if (closed) {
      throw new ClosedException("The registry is closed");
    }
  }

  private RegistrySnapshot read() {
    RegistrySnapshot head = state.read(this::publish);
    follower.wake();
    return head;
  }

  /** Called under the lock of the state, so that an older snapshot never replaces a newer one. */
  private RegistrySnapshot publish(RegistryFold fold) {
    RegistrySnapshot head = fold.snapshot();
    snapshot = head;
    return head;
  }

  @Override
  public long refresh() {
    checkOpen();
    return read().sequence();
  }

  /**
   * Reads what other processes wrote, and notifies listeners of every entry. The next round
   * notifies those again that threw.
   */
  private @Nullable Duration follow() {
    @Nullable RegistrySnapshot head;
    try {
      head = journal.await(heard + 1, FOREVER) ? state.read(this::publish) : null;
    } catch (OperationInterruptedException e) {
      if (!closed) {
        throw e;
      }
      return null;
    } catch (ClosedException e) {
      LOG.debug("The registry is not followed any more: its storage is closed", e);
      return null;
    }
    if (head != null) {
      long sequence = head.sequence();
      Closing.all(listeners, listener -> listener.hear(sequence));
      heard = sequence;
    }
    return closed ? null : Duration.ZERO;
  }

  @Override
  public Optional<ModelVersion> find(String model, int number) {
    List<RegisteredVersion> versions = now().model(required(model, "model")).versions();
    if (number > versions.size()) { // another process may have registered it a moment ago
      versions = read().model(model).versions();
    }
    return number >= 1 && number <= versions.size()
        ? Optional.of(version(versions.get(number - 1)))
        : Optional.empty();
  }

  @Override
  public List<RegisteredVersion> versions(String model) {
    return now().model(required(model, "model")).versions();
  }

  private ModelVersion version(RegisteredVersion version) {
    BlobId kept = version.removal().manifest().orElse(version.id());
    ModelManifest known = manifests.getIfPresent(kept); // quickly, as each request may ask
    return new ModelVersion(
        version.model(),
        version.number(),
        version.id(),
        known == null ? manifest(version, kept) : known,
        version.registered());
  }

  private ModelManifest manifest(RegisteredVersion version, BlobId id) {
    return NamedBlobs.read(
        "model " + version,
        "its manifest",
        id,
        () ->
            manifests.get(
                id, key -> ModelManifestDocument.read(blobs.read(key), "manifest " + key)));
  }

  @Override
  public List<String> models() {
    return now().names();
  }

  @Override
  public OptionalInt named(String model, String alias) {
    return now().model(required(model, "model")).named(required(alias, "alias"));
  }

  /** Takes no lock, and makes nothing, if the model did not change since the last call. */
  @Override
  @SuppressWarnings("ReferenceEquality") // a state stays the same object until it changes
  public Optional<ModelVersion> findNamed(String model, String alias) {
    ModelState state = now().model(required(model, "model"));
    NamedVersions known = named.get(model);
    Optional<ModelVersion> found =
        known != null && known.state == state
            ? known.found.getOrDefault(required(alias, "alias"), Optional.empty())
            : Optional.empty();
    return found.isPresent() ? found : find(model, alias, state);
  }

  @SuppressWarnings("ReferenceEquality") // a state stays the same object until it changes
  private Optional<ModelVersion> find(String model, String alias, ModelState state) {
    OptionalInt number = state.named(alias);
    Optional<ModelVersion> found =
        number.isPresent() ? find(model, number.getAsInt()) : Optional.empty();
    if (found.isPresent()) { // others are asked for by any name
      named
          .compute(
              model,
              (name, known) ->
                  known != null && known.state == state
                      ? known
                      : new NamedVersions(state, new ConcurrentHashMap<>()))
          .found
          .put(alias, found);
    }
    return found;
  }

  @Override
  public AuditRecord apply(Transition transition) {
    checkOpen();
    Map<BlobId, String> needed = new LinkedHashMap<>();
    for (Change change : required(transition, "transition").changes()) {
      change.needs().forEach(id -> needed.put(id, "a blob of '" + change + "'"));
    }
    if (needed.isEmpty()) { // a promotion or rollback does not depend on the blobs
      return decide(registry -> transition);
    }
    return StoredFiles.commit(
        blobs, "apply a transition", needed, () -> decide(registry -> transition));
  }

  @Override
  public List<AuditRecord> history(String model) {
    return now().model(required(model, "model")).trail();
  }

  /** Throws if this process cannot add an entry, as it does not sign; reads no file. */
  void checkSigner() {
    now().signing().checkSigned(signer != null);
  }

  @Override
  public ModelState state(String model) {
    return now().model(model);
  }

  @Override
  public Optional<AuditJournal> audit() {
    checkOpen();
    RegistrySnapshot now = snapshot;
    return Optional.of(
        new AuditJournal(blobs.id(), JOURNAL, journal, now == null ? 0 : now.sequence()));
  }

  @Override
  public Runnable onChange(Runnable listener) {
    Listener added = new Listener(required(listener, "listener"));
    listeners.add(added);
    follower.wake();
    return () -> listeners.remove(added);
  }

  @Override
  public void close() {
    closed = true;
    follower.interrupt();
    follower.end(END);
  }
}
