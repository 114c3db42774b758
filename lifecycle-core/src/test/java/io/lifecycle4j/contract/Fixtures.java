package io.lifecycle4j.contract;

import io.lifecycle4j.data.DatasetManifest;
import io.lifecycle4j.data.Format;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.data.VersionRef;
import io.lifecycle4j.data.spi.DatasetStore;
import io.lifecycle4j.data.spi.StoredVersion;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.model.GoldenRow;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.model.ModelManifest.Provenance;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.preprocessing.FittedStep;
import io.lifecycle4j.preprocessing.UnknownPolicy;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.profile.Profile.Histogram;
import io.lifecycle4j.profile.Profile.Moments;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tasks;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.QuarantinedBlob;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** Valid values for tests. */
public final class Fixtures {
  private static final Task<?> FRAUD = Tasks.classification("fraud", "no", "yes");

  /** A moment. */
  public static final Instant TIME = Instant.parse("2026-01-02T03:04:05.000000006Z");

  /** Somebody. */
  public static final Actor ALICE = Actor.by("alice");

  private static final AtomicLong TOKENS = new AtomicLong();

  private Fixtures() {}

  /**
   * Makes bytes that do not compress.
   *
   * @param seed chooses the bytes
   * @param length how many
   * @return the bytes
   */
  public static byte[] bytes(long seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /**
   * Turns a text into bytes.
   *
   * @param text the text
   * @return its UTF-8
   */
  public static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Names bytes, by an implementation that is independent of the one under test.
   *
   * @param bytes the bytes
   * @return their SHA-256
   */
  public static BlobId hash(byte[] bytes) {
    try {
      return BlobId.of(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Lists the names of all blobs.
   *
   * @param blobs where they are stored
   * @return the names, in the order in which they are listed
   */
  public static List<BlobId> ids(BlobStore blobs) {
    List<BlobId> ids = new ArrayList<>();
    blobs.list(blob -> ids.add(blob.id()));
    return ids;
  }

  /**
   * Returns when a blob was last put.
   *
   * @param blobs where it is stored
   * @param id the blob
   * @return the time by the clock of the storage
   */
  public static Instant lastPut(BlobStore blobs, BlobId id) {
    return blobs.find(id).orElseThrow().lastPut();
  }

  /**
   * Quarantines a blob as if nobody had put it since.
   *
   * @param blobs where it is stored
   * @param id the blob
   */
  public static void quarantine(BlobStore blobs, BlobId id) {
    blobs.maintenance().quarantine(List.of(id), lastPut(blobs, id));
  }

  /**
   * Lists the names of all blobs in quarantine.
   *
   * @param blobs where they were stored
   * @return the names, sorted
   */
  public static List<BlobId> quarantined(BlobStore blobs) {
    return blobs.maintenance().quarantined().stream().map(QuarantinedBlob::id).toList();
  }

  /**
   * Makes a token that no other call of this JVM makes.
   *
   * @return the token
   */
  public static UUID token() {
    return new UUID(0x4C344AL, TOKENS.incrementAndGet());
  }

  /**
   * Makes a batch without an expectation, that survives the process.
   *
   * @param payloads its payloads
   * @return the batch, with a token of its own
   */
  public static Batch batch(String... payloads) {
    return batch(Batch.ANY, Durability.PROCESS, payloads);
  }

  /**
   * Makes a batch.
   *
   * @param expected the sequence that the journal must end with
   * @param durability what it survives
   * @param payloads its payloads
   * @return the batch, with a token of its own
   */
  public static Batch batch(long expected, Durability durability, String... payloads) {
    List<byte[]> bytes = Arrays.stream(payloads).map(Fixtures::utf8).toList();
    return new Batch(token(), expected, bytes, durability);
  }

  /**
   * Reads entries as texts.
   *
   * @param entries the entries
   * @return their payloads
   */
  public static List<String> texts(List<JournalEntry> entries) {
    return entries.stream()
        .map(entry -> new String(entry.payload(), StandardCharsets.UTF_8))
        .toList();
  }

  /**
   * Makes a schema with a column of each type but tensors.
   *
   * @return amount, visits, country
   */
  public static Schema schema() {
    return new Schema(
        List.of(
            Column.of("amount", DataType.FLOAT64),
            Column.of("visits", DataType.INT64),
            Column.of("country", DataType.STRING)));
  }

  /**
   * Makes a profile of 10,000 rows of {@link #schema()}: amounts of a standard normal distribution
   * in ten bins of a tenth each, visits from 0 to 9 alike, countries in shares of 60, 30 and 10 %.
   *
   * @return the profile
   */
  public static Profile profile() {
    return new Profile(
        10_000,
        List.of(
            new ColumnProfile(
                "amount",
                10_000,
                0,
                new Moments(-3.9, 3.8, 0, 1),
                histogram(-1.2816, -0.8416, -0.5244, -0.2533, 0.0, 0.2533, 0.5244, 0.8416, 1.2816),
                Map.of()),
            new ColumnProfile(
                "visits",
                10_000,
                0,
                new Moments(0, 9, 4.5, 2.8723),
                histogram(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0),
                Map.of()),
            new ColumnProfile(
                "country",
                10_000,
                0,
                null,
                null,
                Map.of("de", 6_000L, "fr", 3_000L, "it", 1_000L))));
  }

  private static Histogram histogram(Double... edges) {
    Long[] counts = new Long[edges.length + 1];
    Arrays.fill(counts, 1_000L);
    return new Histogram(List.of(edges), List.of(counts));
  }

  /**
   * Names a stored file.
   *
   * @param name what it is called
   * @param bytes its bytes
   * @return the file
   */
  public static StoredFile file(String name, byte[] bytes) {
    return new StoredFile(name, hash(bytes), bytes.length);
  }

  /**
   * Makes the manifest of a model with every part filled in.
   *
   * @param files its files, at least one
   * @return the manifest
   */
  public static ModelManifest model(StoredFile... files) {
    Schema input =
        new Schema(
            List.of(Column.of("amount", DataType.FLOAT64), Column.of("country", DataType.STRING)));
    return ModelManifest.builder(
            new ModelArtifact("djl", "mlp(4, 8, 2)", List.of(files), signature(4, FRAUD)),
            FRAUD,
            new FittedPreprocessing(
                input,
                List.of(
                    new FittedStep.Fill("amount", 12.5),
                    new FittedStep.Linear("amount", 12.5, 0.1),
                    new FittedStep.Encode(
                        "country", List.of("de", "fr", "Österreich"), UnknownPolicy.ZEROS))),
            profile(),
            new Provenance.Trained(
                "run-1",
                new VersionRef("payments", 3, hash(utf8("payments"))),
                Splits.byHash(7).train(0.7).validation(0.1).holdout(0.2),
                Map.of("java", "17", "os", "Linux")))
        .golden(List.of(golden(List.of(0.1f, 1f, 0f, 0f), FRAUD, List.of(-0.3f, 1e-7f))))
        .build();
  }

  /**
   * Returns the same model, made elsewhere.
   *
   * @param manifest a model
   * @return the manifest of an external model
   */
  public static ModelManifest external(ModelManifest manifest) {
    return ModelManifest.builder(
            manifest.artifact(),
            manifest.task(),
            manifest.preprocessing(),
            manifest.reference(),
            new Provenance.External(
                "alice",
                Map.of("source", "https://models.example/fraud"),
                manifest.provenance().data(),
                manifest.provenance().plan(),
                List.of(),
                Map.of()))
        .golden(manifest.golden())
        .build();
  }

  /**
   * Returns what trained a version.
   *
   * @param version a version of a run
   * @return the run and its data
   */
  public static Provenance.Trained trained(ModelVersion version) {
    return (Provenance.Trained) version.manifest().provenance();
  }

  /**
   * Describes a network over one input of numbers.
   *
   * @param width how many numbers a row has
   * @param task what it puts out
   * @return the signature
   */
  public static Signature signature(int width, Task<?> task) {
    return new Signature(
        List.of(TensorSpec.float32(FittedPreprocessing.FEATURES, width)), task.outputs());
  }

  /**
   * Makes a golden row of a network over one input of numbers.
   *
   * @param input the numbers of the input
   * @param task names the output
   * @param output the numbers of the output
   * @return the row
   */
  public static GoldenRow golden(List<Float> input, Task<?> task, List<Float> output) {
    return new GoldenRow(
        Map.of(FittedPreprocessing.FEATURES, input), Map.of(task.outputs().get(0).name(), output));
  }

  /**
   * Makes the manifest of a dataset with every part filled in.
   *
   * @param message why it was made
   * @param files its files
   * @return the manifest
   */
  public static DatasetManifest dataset(String message, StoredFile... files) {
    return DatasetManifest.of(
            List.of(files), new Format("csv", Map.of("separator", ";")), schema(), profile())
        .message(message)
        .author("alice")
        .build();
  }

  /**
   * Commits the next version of a dataset, whichever is the newest.
   *
   * @param store where to
   * @param dataset the name of the dataset
   * @param manifest what to commit
   * @return the version
   */
  public static StoredVersion commit(DatasetStore store, String dataset, DatasetManifest manifest) {
    while (true) {
      int newest = store.findLatest(dataset).map(StoredVersion::number).orElse(0);
      try {
        return store.commit(dataset, manifest, newest);
      } catch (ConflictException e) {
        // another was first
      }
    }
  }

  /**
   * Returns a copy of bytes with one bit flipped.
   *
   * @param bytes the bytes
   * @param bit which bit, from 0
   * @return the copy
   */
  public static byte[] flip(byte[] bytes, int bit) {
    byte[] flipped = bytes.clone();
    flipped[bit / 8] ^= (byte) (1 << bit % 8);
    return flipped;
  }
}
