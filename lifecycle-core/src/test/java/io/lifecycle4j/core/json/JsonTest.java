package io.lifecycle4j.core.json;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.core.storage.StorageForms;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.storage.BlobId;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Instant;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be read and written as JSON, at the limits and just beyond them. */
class JsonTest {
  /** A document. */
  record Doc(
      @Nullable String text,
      double number,
      float small,
      long whole,
      Map<String, String> map,
      List<Double> list,
      @Nullable Instant time,
      @Nullable BlobId blob) {}

  private static final Json JSON = StorageForms.JSON;

  private static final String REST =
      "\"number\":0.5,\"small\":0.5,\"whole\":1,\"map\":{},\"list\":[],\"time\":null,\"blob\":null";

  private static String document(String property, String value) {
    String all = "{\"text\":\"\"," + REST + "}";
    return all.replaceFirst(
        "\"" + property + "\":(\"\"|[0-9.]+|\\{\\}|\\[\\]|null)",
        java.util.regex.Matcher.quoteReplacement("\"" + property + "\":" + value));
  }

  private static Doc read(String json) {
    return JSON.read(json.getBytes(UTF_8), Doc.class, "doc");
  }

  private static void assertRefused(String json, String problem) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageStartingWith("Cannot read doc: ")
        .hasMessageContaining(problem);
  }

  private static Doc text(String text) {
    return new Doc(text, 0, 0, 0, Map.of(), List.of(), null, null);
  }

  private static void assertUnwritable(Doc doc, String problem) {
    assertThatThrownBy(() -> JSON.write(doc))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("Invalid Doc: ")
        .hasMessageContaining(problem);
  }

  private static void assertKept(Doc doc) {
    byte[] bytes = JSON.write(doc);
    assertThat(JSON.read(bytes, Doc.class, "doc")).isEqualTo(doc);
    assertThat(JSON.write(JSON.read(bytes, Doc.class, "doc"))).isEqualTo(bytes);
  }

  @Test
  void readsTheDocumentThatTheOthersVary() {
    assertThat(read(document("text", "\"\"")).number()).isEqualTo(0.5);
    assertThat(read(document("text", "\"\\ud83d\\ude00\"")).text()).isEqualTo("\ud83d\ude00");
  }

  @Test
  void readsTextsUpToAMillionCharacters() {
    assertKept(text("x".repeat(Json.MAX_TEXT)));
    assertUnwritable(text("x".repeat(Json.MAX_TEXT + 1)), "String value length (1048577) exceeds");
    assertRefused(document("text", '"' + "x".repeat(Json.MAX_TEXT + 1) + '"'), "1048577");
  }

  @Test
  void readsNamesUpTo1024Characters() {
    String name = "n".repeat(Json.MAX_NAME);
    assertKept(new Doc("", 0, 0, 0, Map.of(name, "x"), List.of(), null, null));
    assertUnwritable(
        new Doc("", 0, 0, 0, Map.of(name + "n", "x"), List.of(), null, null), "Name length (1025)");
    assertRefused(document("map", "{\"" + name + "n\":\"x\"}"), "Name length (1025)");
    assertRefused("{\"" + name + "n\":1," + REST + "}", "Name length (1025)");
  }

  @Test
  @OnlyLarger
  void readsAMillionTokensAndNoMore() {
    Doc most = list(Json.MAX_TOKENS - 21);
    assertKept(most);
    Doc more = list(Json.MAX_TOKENS);
    assertUnwritable(more, "Token count");
    assertRefused(document("list", "[0" + ",0".repeat(Json.MAX_TOKENS) + "]"), "Token count");
    Json wide = JSON.wide();
    assertThat(wide.read(wide.write(more), Doc.class, "doc")).isEqualTo(more);
  }

  @Test
  void keepsTheFormsThatItHadWhenItGetsOthers() {
    Doc doc = new Doc("", 0, 0, 0, Map.of(), List.of(), null, new BlobId("ab".repeat(32)));
    Json more =
        JSON.with(
            forms -> forms.form(UUID.class, String.class, id -> "id", text -> new UUID(0, 0)));

    assertThat(more.text(doc)).isEqualTo(JSON.text(doc)).contains("\"blob\":\"abab");
    assertThat(more.text(new UUID(1, 2))).isEqualTo("\"id\"");
    assertThat(JSON.text(new UUID(1, 2))).isEqualTo('"' + new UUID(1, 2).toString() + '"');
  }

  private static Doc list(int count) {
    return new Doc("", 0, 0, 0, Map.of(), Collections.nCopies(count, 0.0), null, null);
  }

  @Test
  @OnlyLarger
  void readsDocumentsUpTo16MiB() {
    String most = "x".repeat(Json.MAX_TEXT - 1);
    Map<String, String> parts = new java.util.TreeMap<>();
    for (int i = 0; i < 15; i++) {
      parts.put("part" + i, most);
    }
    assertKept(new Doc("", 0, 0, 0, parts, List.of(), null, null));
    parts.put("x", most);
    parts.put("y", most);
    assertUnwritable(new Doc("", 0, 0, 0, parts, List.of(), null, null), "at most 16777216");
    assertRefused(" ".repeat(Json.MAX_DOCUMENT) + document("text", "\"\""), "at most 16777216");
  }

  @ParameterizedTest
  @CsvSource({"[,]", "{\"a\":,}"})
  void refusesWhatIsDeep(String open, String close) {
    for (int depth : new int[] {Json.MAX_DEPTH, 1_001, 100_000}) {
      String nested = open.repeat(depth) + "1" + close.repeat(depth);
      assertRefused("{\"later\":" + nested + "," + REST + "}", "depth (65)");
    }
  }

  @Test
  void refusesLongNumbers() {
    assertRefused(document("whole", "1".repeat(65)), "Number value length (65)");
    assertRefused("{\"later\":" + "1".repeat(1_001) + "," + REST + "}", "length (1001)");
    assertRefused(document("whole", "1e999999999"), "");
    assertRefused(document("whole", "9223372036854775808"), "out of range");
  }

  @ParameterizedTest
  @CsvSource({
    "number, 1e999, 1e999 is too great",
    "number, -1e999, -1e999 is too great",
    "small, 1e39, 1e39 is too great",
    "list, [1e999], 1e999 is too great",
    "number, NaN, Non-standard token 'NaN'",
    "number, Infinity, Non-standard token 'Infinity'",
    "number, '\"1.5\"', '''1.5'' is not a number'",
    "number, '\"nan\"', '''nan'' is not a number'",
    "number, null, null is not a number",
    "list, [null], null is not a number",
    "number, true, true is not a number",
    "number, {}, is not a number",
    "whole, 1.5, coerce",
    "whole, '\"1\"', coerce",
    "whole, null, null",
    "text, {}, is not a text",
    "text, [], is not a text",
    "text, 7, is not a text",
    "text, true, is not a text",
    "map, '{\"a\":1}', is not a text",
    "map, [], unexpected array at /map",
    "list, {}, unexpected object at /list",
    "time, 5, is not a text",
    "time, '\"yesterday\"', Text 'yesterday' could not be parsed",
    "blob, '\"xyz\"', Invalid SHA-256",
  })
  void refusesWrongTypes(String property, String value, String problem) {
    assertRefused(document(property, value), problem);
  }

  @Test
  void spellsNumbersThatHaveNoDigits() {
    for (double number : new double[] {Double.NaN, 1 / 0.0, -1 / 0.0, -0.0, Double.MIN_VALUE}) {
      assertKept(new Doc("", number, (float) number, 0, Map.of(), List.of(number), null, null));
    }
    assertThat(read(document("small", "0.1")).small()).isEqualTo(0.1f);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{} {}", "{}]", "{}x", "{}\0"})
  void refusesWhatFollowsTheEnd(String end) {
    assertRefused(document("text", "\"\"") + end.substring(2), "");
  }

  @Test
  void refusesAPropertyThatIsThereTwice() {
    assertRefused("{\"text\":\"\",\"text\":\"\"," + REST + "}", "Duplicate field 'text'");
    assertRefused("{\"later\":{\"a\":1,\"a\":2}," + REST + "}", "Duplicate field 'a'");
    assertRefused(document("map", "{\"a\":\"\",\"a\":\"\"}"), "Duplicate field 'a'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"c080", "ff", "e28228", "eda080", "f4908080", "c3"})
  void refusesWhatIsNotUtf8(String hex) {
    byte[] bytes = document("text", "\"?\"").getBytes(UTF_8);
    byte[] bad = HexFormat.of().parseHex(HexFormat.of().formatHex(bytes).replace("3f", hex));
    assertThatThrownBy(() -> JSON.read(bad, Doc.class, "doc"))
        .isInstanceOf(CorruptDataException.class)
        .hasMessage("Cannot read doc: it is not UTF-8");
  }

  @Test
  void refusesMarksAndOtherEncodings() {
    assertRefused('\uFEFF' + document("text", "\"\""), "");
    assertThatThrownBy(
            () -> JSON.read(document("text", "\"\"").getBytes(UTF_16LE), Doc.class, "doc"))
        .isInstanceOf(CorruptDataException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\ud800", "a\udc00b", "\ude00\ud83d", "\ud83d\ud83d\ude00"})
  void refusesHalfOfASurrogatePair(String half) {
    String escaped =
        half.chars().mapToObj(c -> String.format("\\u%04x", c)).reduce("", String::concat);
    assertRefused(document("text", '"' + escaped + '"'), "half of a surrogate pair");
    assertRefused(document("map", "{\"" + escaped + "\":\"\"}"), "surrogate");
    assertRefused(document("map", "{\"a\":\"" + escaped + "\"}"), "half of a surrogate pair");
    assertUnwritable(text(half), "must not hold half of a surrogate pair");
    assertUnwritable(
        new Doc("", 0, 0, 0, Map.of(half, ""), List.of(), null, null), "half of a surrogate pair");
  }

  @Test
  void keepsEveryOtherText() {
    assertKept(text("\0\n\r\t\u001b\"\\/\u2028\u2029\u202e\ufeff\uffff\ud83d\ude00é"));
  }

  @Test
  void makesNoClassThatADocumentNames() {
    assertThat(
            read(
                "{\"@class\":\"java.lang.ProcessBuilder\",\"@type\":\"x\",\"text\":null,"
                    + REST
                    + "}"))
        .isEqualTo(read(document("text", "null")));
  }

  @Test
  void refusesManyNamesWithTheSameHash() {
    StringBuilder names = new StringBuilder("{\"text\":\"\"," + REST);
    for (int i = 0; i < 1 << 17; i++) {
      names.append(",\"");
      for (int bit = 0; bit < 17; bit++) {
        names.append((i >> bit & 1) == 0 ? "Aa" : "BB");
      }
      names.append("\":0");
    }
    ThreadMXBean threads = ManagementFactory.getThreadMXBean(); // others may keep the machine busy
    long start = threads.getCurrentThreadCpuTime();
    read(names.append('}').toString());
    assertThat(threads.getCurrentThreadCpuTime() - start).isLessThan(5_000_000_000L);
  }

  @Test
  void saysWhereADocumentIsWrong() {
    assertThatThrownBy(() -> read(document("map", "{\"a\":[]}")))
        .hasMessage("Cannot read doc: START_ARRAY is not a text at /map/a, column 58");
  }
}
