package io.lifecycle4j.model;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.preprocessing.Step;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A network that was trained elsewhere, for {@code ManagedModel.register}.
 *
 * <p>The module of an engine has a factory method for each format, such as {@code
 * DjlModels.torchScript(file)}. Immutable and thread-safe; its files are read when it is
 * registered.
 */
public final class ExternalModel {
  /** How long a program may take in a separate JVM, unless set. */
  public static final Duration DEADLINE = Duration.ofSeconds(60);

  private final TrainedModel network;
  private final @Nullable BlobId sha256;
  private final @Nullable Signature signature;
  private final @Nullable List<Step> preprocessing;
  private final Map<String, String> facts;
  private final @Nullable Content golden;
  private final Duration deadline;
  private final @Nullable Long maxMemory;

  private ExternalModel(Builder builder) {
    String architecture = builder.architecture == null ? "" : builder.architecture;
    this.network = new TrainedModel(builder.format, architecture, builder.files);
    this.sha256 = builder.sha256;
    this.signature = builder.signature;
    this.preprocessing = builder.preprocessing;
    this.facts = copy(builder.facts, "facts");
    this.golden = builder.golden;
    this.deadline = builder.deadline == null ? DEADLINE : builder.deadline;
    this.maxMemory = builder.maxMemory;
  }

  /**
   * Returns a builder for a model of a format.
   *
   * @param format the name of a format that an engine reads
   * @return a builder
   */
  public static Builder builder(String format) {
    return new Builder(format);
  }

  /**
   * Returns the network.
   *
   * @return the network, whose files have distinct names
   */
  public TrainedModel network() {
    return network;
  }

  /**
   * Finds the hash that the file must have.
   *
   * @return the SHA-256, or empty if the file is not pinned
   */
  public Optional<BlobId> sha256() {
    return Optional.ofNullable(sha256);
  }

  /**
   * Finds the input and output tensors of the file.
   *
   * @return the signature, or empty if it was not given
   */
  public Optional<Signature> signature() {
    return Optional.ofNullable(signature);
  }

  /**
   * Finds the preprocessing.
   *
   * @return the steps, empty for none; an empty optional for the steps of the managed model
   */
  public Optional<List<Step>> preprocessing() {
    return Optional.ofNullable(preprocessing);
  }

  /**
   * Returns what is known of the model.
   *
   * @return facts such as the source and the license, by name
   */
  public Map<String, String> facts() {
    return facts;
  }

  /**
   * Finds the golden rows.
   *
   * @return JSON lines, or empty if there are none
   */
  public Optional<Content> golden() {
    return Optional.ofNullable(golden);
  }

  /**
   * Returns how long a program may take in a separate JVM.
   *
   * @return the deadline
   */
  public Duration deadline() {
    return deadline;
  }

  /**
   * Finds how much memory a program may use in a separate JVM.
   *
   * @return the number of bytes; empty for the default of {@link Builder#maxMemory}
   */
  public OptionalLong maxMemory() {
    return maxMemory == null ? OptionalLong.empty() : OptionalLong.of(maxMemory);
  }

  /** Returns the format and the names of the files. */
  @Override
  public String toString() {
    return network.toString();
  }

  /** Builds a model. Not thread-safe. Setting a part twice is an error. */
  public static final class Builder {
    private static final String WHOLE = "external model";
    private static final Pattern HASH = Pattern.compile("[0-9A-Fa-f]{64}");

    /** The characters of a wrong hash that a message shows. */
    private static final int SHOWN = 80;

    private final String format;
    private final List<NamedContent> files = new ArrayList<>();
    private final Map<String, String> facts = new TreeMap<>();
    private @Nullable String architecture;
    private @Nullable BlobId sha256;
    private @Nullable Signature signature;
    private @Nullable List<Step> preprocessing;
    private @Nullable Content golden;
    private @Nullable Duration deadline;
    private @Nullable Long maxMemory;

    private Builder(String format) {
      checkName("format", format);
      this.format = format;
    }

    /**
     * Adds a file.
     *
     * @param name its name in the model version, unless the engine gives it another
     * @param content the bytes
     * @return this builder
     */
    public Builder file(String name, Content content) {
      return file(new NamedContent(name, content));
    }

    /**
     * Adds a file.
     *
     * @param file its name in the model version, unless the engine gives it another, and the bytes
     * @return this builder
     */
    public Builder file(NamedContent file) {
      String name = required(file, "file").name();
      checkUnset(
          files.stream().anyMatch(other -> other.name().equals(name)), WHOLE, "file " + name);
      files.add(file);
      return this;
    }

    /**
     * Sets the description of the network in its format. Default: empty, for a file that describes
     * itself.
     *
     * @param text the description, never code
     * @return this builder
     */
    public Builder architecture(String text) {
      checkUnset(architecture, WHOLE, "architecture");
      architecture = required(text, "architecture");
      return this;
    }

    /**
     * Pins the only file to a hash: a file with another one is not registered. Required for a
     * format that is a program, such as TorchScript or ONNX.
     *
     * @param digits the SHA-256 that the author of the file states, 64 hexadecimal digits, without
     *     the name of the file
     * @return this builder
     */
    public Builder sha256(String digits) {
      checkUnset(sha256, WHOLE, "sha256");
      check(
          HASH.matcher(required(digits, "sha256")).matches(),
          "Invalid SHA-256: '%s' (must be 64 hexadecimal digits)",
          digits.substring(0, Math.min(digits.length(), SHOWN)));
      sha256 = new BlobId(digits.toLowerCase(Locale.ROOT));
      return this;
    }

    /**
     * Sets the input and output tensors of the file. They must be those that the preprocessing
     * makes and the task needs, by position, whatever their names. Default: none; the engine
     * compares those that it reads in the file, and trial rows decide.
     *
     * @param given the signature
     * @return this builder
     */
    public Builder signature(Signature given) {
      checkUnset(signature, WHOLE, "signature");
      signature = required(given, "signature");
      return this;
    }

    /**
     * Sets the preprocessing of this model, fitted on the training rows when it is registered;
     * without steps, the columns are passed on as they are. Default: the steps of the managed
     * model.
     *
     * @param steps the steps, in order
     * @return this builder
     */
    public Builder preprocessing(Step... steps) {
      checkUnset(preprocessing, WHOLE, "preprocessing");
      preprocessing = copy(Arrays.asList(required(steps, "preprocessing")), "preprocessing");
      return this;
    }

    /**
     * Adds a fact to the provenance, such as {@code source} or {@code license}.
     *
     * @param name the name of the fact
     * @param value the fact, stored with text that looks like a secret redacted
     * @return this builder
     */
    public Builder fact(String name, String value) {
      checkName("fact", name);
      checkUnset(facts.get(name), WHOLE, "fact " + name);
      facts.put(name, required(value, "fact", name));
      return this;
    }

    /**
     * Sets golden rows, which prove that this engine computes what Python computed. Each line is
     * {@code {"inputs":{"features":[1.5,0.3]},"outputs":{"scores":[0.1,0.9]}}}: the prepared
     * numbers of one row in row-major order, and what the original network computed for it. Several
     * inputs or outputs must have the names that the preprocessing and the task give them; a single
     * one may have any name. The network must compute each output within 1e-5: relative to its size
     * if that is above 1, else absolute. Default: none.
     *
     * @param jsonLines a file of at most 1,000 rows
     * @return this builder
     */
    public Builder golden(Path jsonLines) {
      return golden(Content.of(jsonLines));
    }

    /**
     * Sets golden rows like {@link #golden(Path)}.
     *
     * @param jsonLines at most 1,000 rows
     * @return this builder
     */
    public Builder golden(Content jsonLines) {
      checkUnset(golden, WHOLE, "golden rows");
      golden = required(jsonLines, "golden rows");
      return this;
    }

    /**
     * Sets how long a program may take in a separate JVM before it is refused: for the start of the
     * JVM, for loading, and for all training and validation rows of the split. Default: {@link
     * ExternalModel#DEADLINE}.
     *
     * @param limit more than zero, at most an hour
     * @return this builder
     */
    public Builder deadline(Duration limit) {
      checkUnset(deadline, WHOLE, "deadline");
      boolean valid =
          required(limit, "deadline").compareTo(Duration.ZERO) > 0
              && limit.compareTo(Duration.ofHours(1)) <= 0;
      check(valid, "Invalid deadline: %s (must be above zero, at most an hour)", limit);
      deadline = limit;
      return this;
    }

    /**
     * Sets how much memory a program may use in a separate JVM before it is refused; checked on
     * Linux only. Default: 1 GiB plus six times the size of the file and of 256 prepared rows.
     *
     * @param bytes resident memory, at least 64 MiB
     * @return this builder
     */
    public Builder maxMemory(long bytes) {
      checkUnset(maxMemory, WHOLE, "most memory");
      check(bytes >= 1 << 26, "Invalid most memory: %s bytes (must be at least 64 MiB)", bytes);
      maxMemory = bytes;
      return this;
    }

    /**
     * Returns the model.
     *
     * @return the model
     */
    public ExternalModel build() {
      check(
          sha256 == null || files.size() == 1,
          "Invalid external model: sha256 of %s files (pins one)",
          files.size());
      return new ExternalModel(this);
    }
  }
}
