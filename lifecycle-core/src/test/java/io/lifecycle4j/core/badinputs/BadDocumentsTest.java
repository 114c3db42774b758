package io.lifecycle4j.core.badinputs;

import static io.lifecycle4j.contract.Fixtures.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lifecycle4j.contract.Ahead;
import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.tracking.Param;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Puts every bad document into a home, in the place of each that the library reads.
 *
 * <p>All with {@code -Pdeep}; in each build every document is replaced by a share of them.
 */
@OnlyLarger
@SuppressWarnings("EnumOrdinal") // a share of them, in their order
class BadDocumentsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SHARE = Volume.of(160, 10, 1);
  private static final Map<String, byte[]> MADE = new ConcurrentHashMap<>();
  private static final Map<Documents, Integer> EXECUTIONS = new ConcurrentSkipListMap<>();

  /** Each document is put into homes of its own, so that some can be tried at once. */
  private static final Ahead<Boolean> RUNS = new Ahead<>(2);

  private static final Threads THREADS = new Threads();
  private static Path template;

  @BeforeAll
  static void live() throws IOException {
    template = Directories.create();
    Sandbox.begin(template).close();
    for (Documents documents : Documents.values()) {
      RUNS.add(documents.name(), () -> pass(documents));
    }
  }

  @AfterAll
  static void count() throws Exception {
    RUNS.close();
    MADE.clear();
    System.out.printf("executions of bad documents: %s%n", EXECUTIONS);
    Directories.delete(template);
    THREADS.assertNoneLeft();
  }

  @ParameterizedTest
  @EnumSource
  void keepsThePromise(Documents documents) throws Exception {
    assertThat(RUNS.await(documents.name())).isTrue();
  }

  private static boolean pass(Documents documents) throws IOException {
    List<Executable> all = new ArrayList<>();
    byte[] valid = valid(documents);
    for (BadInput input : BadInput.all()) {
      variants(input, valid)
          .forEach(
              (what, bytes) -> {
                if (!documents.isText() || isUtf8(bytes)) {
                  all.add(() -> pass(documents, input, documents + " " + what, bytes));
                }
              });
    }
    assertThat(all).hasSizeGreaterThan(50);
    List<Executable> share =
        IntStream.range(0, all.size())
            .filter(i -> (i + documents.ordinal()) % SHARE == 0)
            .mapToObj(all::get)
            .toList();
    EXECUTIONS.put(documents, share.size());
    assertAll(share.stream());
    return true;
  }

  /** Each is made once for all kinds of documents: some have millions of bytes. */
  private static byte[] made(BadInput input) {
    return MADE.computeIfAbsent(input.id(), id -> input.asBytes());
  }

  private static boolean isUtf8(byte[] bytes) {
    return Arrays.equals(
        new String(bytes, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8), bytes);
  }

  private static byte[] valid(Documents documents) throws IOException {
    Path directory = Directories.create();
    Files.delete(directory);
    try (Sandbox sandbox = Sandbox.copy(template, directory)) {
      return documents.valid(sandbox);
    } finally {
      Directories.delete(directory);
    }
  }

  /** Makes the documents that an input stands for, by what they are. */
  private static Map<String, byte[]> variants(BadInput input, byte[] valid) throws IOException {
    Map<String, byte[]> all = new LinkedHashMap<>();
    String name = input.toString();
    if (!input.expected("json").isEmpty()) {
      all.put(name, joined(utf8("{\"later\":"), made(input), utf8(","), tail(valid)));
    }
    if (!input.expected("behind").isEmpty()) {
      all.put(name, joined(valid, made(input)));
    }
    if (!input.expected("document").isEmpty()) {
      all.put(name, made(input));
    }
    if (!input.expected("property").isEmpty()) {
      JSON.readTree(valid)
          .fieldNames()
          .forEachRemaining(
              property -> {
                byte[] changed = changed(valid, property, String.valueOf(input.make()));
                if (changed.length > 0) {
                  all.put(name + " " + property, changed);
                }
              });
    }
    return all;
  }

  private static byte[] tail(byte[] valid) {
    return new String(valid, StandardCharsets.UTF_8).substring(1).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] joined(byte[]... parts) {
    java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  /** Changes a property, or returns nothing if the change would be none that matters. */
  private static byte[] changed(byte[] valid, String property, String how) {
    try {
      ObjectNode document = (ObjectNode) JSON.readTree(valid);
      JsonNode before = document.get(property);
      boolean text = before.isTextual();
      boolean nullable = before.isNull() || isOptional(property, document);
      String json =
          switch (how) {
            case "missing" -> nullable ? "skip" : "";
            case "null" -> nullable ? "skip" : "null";
            case "number" -> before.isDouble() ? "skip" : before.isNumber() ? "1.5" : "7";
            case "text" -> text ? "skip" : "\"text\"";
            case "array" -> before.isArray() ? "[null]" : "[]";
            case "object" ->
                property.endsWith("Reasons") ? "skip" : before.isObject() ? "{}" : "{\"a\":1}";
            case "infinite" -> before.isFloat() || before.isDouble() ? "1e999" : "skip";
            default -> throw new IllegalArgumentException(how);
          };
      if (json.equals("skip")) {
        return new byte[0];
      }
      document.remove(property);
      String rest = JSON.writeValueAsString(document);
      if (json.isEmpty()) {
        return utf8(rest);
      }
      String comma = document.isEmpty() ? "" : ",";
      return utf8("{\"" + property + "\":" + json + comma + rest.substring(1));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Tells what a document may lack, and once lacked. */
  private static boolean isOptional(String property, ObjectNode document) {
    return switch (property) {
      case "report" -> true; // old versions were not validated
      case "params", "tags" -> true; // facts of a run have some part, no matter which
      case "asked", "golden", "fingerprint" ->
          document.has("steps"); // of preprocessing in the first homes
      case "format" -> document.has("columns"); // of the first schemas
      case "manifest" -> !document.has("dataset"); // a transition of a model has none
      default -> false;
    };
  }

  private static void pass(Documents documents, BadInput input, String what, byte[] bytes)
      throws Exception {
    Path directory = Directories.create();
    Files.delete(directory);
    try {
      try (Sandbox sandbox = Sandbox.copy(template, directory)) {
        documents.put(sandbox, bytes);
        Promise.hold(
            sandbox,
            what,
            right(documents, input, what),
            "",
            () -> {
              assertThat(documents.read(sandbox, bytes)).isNotNull();
              return "";
            });
        assertOthersAreRead(documents, sandbox);
      }
      assertThat(Sandbox.descriptors(directory)).describedAs(what).isEmpty();
    } finally {
      Directories.delete(directory);
    }
  }

  /**
   * The format file has a checksum, so that it takes no property that it had not. A change of the
   * registry of an unknown form is kept: it may be one of a newer library.
   */
  private static Set<String> right(Documents documents, BadInput input, String what) {
    if (documents == Documents.FORMAT) {
      return Set.of("CORRUPT_DATA");
    }
    Set<String> right =
        Stream.of("json", "behind", "document", "property")
            .map(input::expected)
            .filter(expected -> !expected.isEmpty())
            .findFirst()
            .orElseThrow();
    if (documents == Documents.REGISTRY_ENTRY && what.endsWith(" changes")) {
      right = Stream.concat(right.stream(), Stream.of("KEPT")).collect(Collectors.toSet());
    }
    return documents == Documents.PROPOSAL && isRefused(input, right)
        ? Set.of("INVALID_VALUE") // what a person wrote is not stored, and so not corrupt
        : right;
  }

  /** A property that nobody knows is a mistake of who wrote it, and no later version. */
  private static boolean isRefused(BadInput input, Set<String> right) {
    return right.contains("CORRUPT_DATA") || !input.expected("json").isEmpty();
  }

  /** What does not hang on the bad document is read as before. */
  private static void assertOthersAreRead(Documents documents, Sandbox sandbox) {
    if (documents == Documents.FORMAT) {
      sandbox.reopen();
      sandbox.life();
      return;
    }
    for (BlobId blob : Fixtures.ids(sandbox.medium.blobs())) {
      sandbox.medium.blobs().read(blob);
    }
    if (documents != Documents.DATASET_ENTRY) {
      assertThat(sandbox.lifecycle.datasets().dataset("before").versions()).isNotEmpty();
    }
    if (documents != Documents.REGISTRY_ENTRY) {
      assertThat(sandbox.lifecycle.models().versions("before")).isNotEmpty();
    }
    if (documents != Documents.RUN && documents != Documents.RUN_EVENT) {
      assertThat(sandbox.run().params()).containsEntry("lr", Param.of(1));
    }
  }
}
