package io.lifecycle4j.core.registry;

import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.core.model.Engines;
import io.lifecycle4j.core.model.ModelForms;
import io.lifecycle4j.core.model.Safetensors;
import io.lifecycle4j.core.schema.SchemaForms;
import io.lifecycle4j.core.storage.FileExport;
import io.lifecycle4j.core.storage.LibraryVersion;
import io.lifecycle4j.core.storage.NamedBlobs;
import io.lifecycle4j.core.storage.StoredFiles;
import io.lifecycle4j.data.VersionRef;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.model.GoldenRow;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.registry.AliasRemoved;
import io.lifecycle4j.registry.AuditHead;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Change.AliasMoved;
import io.lifecycle4j.registry.DataSheet;
import io.lifecycle4j.registry.ModelCard;
import io.lifecycle4j.registry.ModelExport;
import io.lifecycle4j.registry.VersionRegistered;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.StoredFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Exports a version of any registry. */
final class VersionExport implements ModelExport {
  private static final Logger LOG = LoggerFactory.getLogger(VersionExport.class);

  private final ModelVersion version;
  private final ModelRegistry registry;
  private final Engines engines;
  private final Supplier<ModelCard> card;
  private final VersionData data;

  /** A part that is stored nowhere. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Made(StoredFile file, byte[] bytes) {
    static Made of(String name, byte[] bytes) {
      return new Made(new StoredFile(name, Hashing.hash(bytes), bytes.length), bytes);
    }
  }

  VersionExport(
      ModelVersion version,
      ModelRegistry registry,
      Engines engines,
      Supplier<ModelCard> card,
      VersionData data) {
    this.version = version;
    this.registry = registry;
    this.engines = engines;
    this.card = card;
    this.data = data;
  }

  @Override
  public long toFile(Path file) {
    long[] length = new long[1];
    FileExport.write(
        file,
        out -> {
          List<AuditRecord> history = history(registry, version);
          Optional<Made> markdown = markdown();
          Optional<Made> sheet = sheet();
          List<Made> made = Stream.of(markdown, sheet).flatMap(Optional::stream).toList();
          List<StoredFile> blobs = blobs(history, made);
          length[0] =
              VersionFile.write(
                  out, document(history, blobs, markdown, sheet), blobs, blob -> open(blob, made));
        });
    return length[0];
  }

  private InputStream open(StoredFile blob, List<Made> made) {
    return made.stream()
        .filter(it -> it.file().equals(blob))
        .findFirst()
        .<InputStream>map(it -> new ByteArrayInputStream(it.bytes()))
        .orElseGet(() -> stored(blob));
  }

  /** Returns what is known of the data; empty if that is nothing, which the log says. */
  private Optional<Made> sheet() {
    Optional<DataSheet> sheet = Optional.empty();
    try {
      sheet = data.find(version);
    } catch (LifecycleException e) {
      LOG.warn("The data of {} cannot be read", version, e);
    }
    if (sheet.isEmpty()) {
      LOG.warn("{} is exported without the rules of its data {}", version, data(version));
    }
    return sheet.map(it -> Made.of("data.json", DataSheetForm.bytes(it)));
  }

  private static VersionRef data(ModelVersion version) {
    return version.manifest().provenance().data();
  }

  /** Returns the card; empty if something that it shows cannot be read, which the log says. */
  private Optional<Made> markdown() {
    try {
      byte[] bytes = card.get().markdown().getBytes(StandardCharsets.UTF_8);
      return Optional.of(Made.of("card.md", bytes));
    } catch (LifecycleException e) {
      LOG.warn("{} is exported without its model card", version, e);
      return Optional.empty();
    }
  }

  /** Returns the entries about a version, or about what follows it under an alias. */
  static List<AuditRecord> history(ModelRegistry registry, ModelVersion version) {
    return registry.history(version.model()).stream()
        .filter(entry -> concerns(entry, version))
        .toList();
  }

  private static boolean concerns(AuditRecord record, ModelVersion version) {
    return record.transition().changes().stream()
        .filter(change -> change.model().equals(version.model()))
        .anyMatch(
            change ->
                change.affectedVersion().equals(OptionalInt.of(version.number()))
                    || (change instanceof AliasMoved moved
                        && moved.from().equals(OptionalInt.of(version.number())))
                    || (change instanceof AliasRemoved removed
                        && removed.from() == version.number()));
  }

  private VersionDocument document(
      List<AuditRecord> history,
      List<StoredFile> blobs,
      Optional<Made> markdown,
      Optional<Made> sheet) {
    Set<Long> sequences = history.stream().map(AuditRecord::sequence).collect(Collectors.toSet());
    List<VersionDocument.Entry> entries = new ArrayList<>();
    AuditHead head =
        new AuditChain(registry)
            .read(
                null,
                (before, entry) -> {
                  if (sequences.contains(entry.sequence())) {
                    entries.add(VersionDocument.Entry.of(before, entry));
                  }
                });
    return new VersionDocument(
        VersionDocument.VERSION,
        LibraryVersion.CURRENT,
        version.model(),
        version.number(),
        version.id(),
        blobs.stream().map(blob -> new VersionDocument.Part(blob.blob(), blob.size())).toList(),
        entries,
        markdown.map(it -> it.file().blob()),
        sheet.map(it -> it.file().blob()),
        head);
  }

  /**
   * Returns the manifest, its files, the parts that are stored nowhere, and what the entries name,
   * each once.
   */
  private List<StoredFile> blobs(List<AuditRecord> history, List<Made> made) {
    Map<BlobId, StoredFile> blobs = new LinkedHashMap<>();
    add(blobs, new StoredFile("manifest.json", version.id(), 0), this::stored);
    version.manifest().artifact().files().forEach(file -> blobs.putIfAbsent(file.blob(), file));
    made.forEach(it -> blobs.putIfAbsent(it.file().blob(), it.file()));
    for (AuditRecord record : history) {
      for (Change change : record.transition().changes()) {
        if (!(change instanceof VersionRegistered)) { // another version would need its files too
          change.needs().forEach(blob -> addIfStored(blobs, blob));
        }
      }
    }
    return List.copyOf(blobs.values());
  }

  /** Adds a blob, whose size is not known. */
  private static void add(Map<BlobId, StoredFile> blobs, StoredFile unknown, Engine.Files opening) {
    if (!blobs.containsKey(unknown.blob())) {
      try (InputStream in = opening.open(unknown)) {
        long size = in.transferTo(OutputStream.nullOutputStream());
        blobs.put(unknown.blob(), new StoredFile(unknown.name(), unknown.blob(), size));
      } catch (IOException e) {
        throw StoredFiles.unreadable(unknown.name(), e);
      }
    }
  }

  /** An entry may name a blob that was purged. */
  private void addIfStored(Map<BlobId, StoredFile> blobs, BlobId blob) {
    try {
      add(blobs, new StoredFile("entry.bin", blob, 0), registry::open);
    } catch (NotFoundException e) {
      LOG.debug("Blob {} of {} is not exported: it is not stored any more", blob, version, e);
    }
  }

  private InputStream stored(StoredFile file) {
    return NamedBlobs.file(file, () -> registry.open(file));
  }

  @Override
  public long weightsToSafetensors(Path file) {
    long[] count = new long[1];
    FileExport.write(
        file, // checked first, because weights may be large
        out -> {
          List<Tensor> weights = weights();
          count[0] = weights.size();
          Safetensors.of(weights, metadata()).writeTo(out);
        });
    return count[0];
  }

  private List<Tensor> weights() {
    return engines.weights(version.label(), version.manifest().artifact(), this::stored);
  }

  private Map<String, String> metadata() {
    ModelArtifact artifact = version.manifest().artifact();
    Map<String, String> metadata = new TreeMap<>();
    metadata.put("model", version.label());
    metadata.put("manifest", version.id().sha256());
    metadata.put("format", artifact.format());
    metadata.put("network", artifact.architecture());
    metadata.put("task", SchemaForms.JSON.text(version.manifest().task()));
    metadata.put("inputs", shown(artifact.signature().inputs()));
    metadata.put("outputs", shown(artifact.signature().outputs()));
    metadata.put(
        "sha256",
        artifact.files().stream()
            .map(stored -> stored.blob().sha256())
            .collect(Collectors.joining(" ")));
    return metadata;
  }

  private static String shown(List<TensorSpec> tensors) {
    return tensors.stream().map(TensorSpec::toString).collect(Collectors.joining(", "));
  }

  @Override
  public long goldenRowsToJsonLines(Path file) {
    List<GoldenRow> rows = version.manifest().golden();
    FileExport.write(
        file,
        out -> {
          for (GoldenRow row : rows) {
            out.write(ModelForms.JSON.write(row));
            out.write('\n');
          }
        });
    return rows.size();
  }

  @Override
  public String toString() {
    return "ModelExport[" + version + "]";
  }
}
