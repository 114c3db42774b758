package io.lifecycle4j.core.tracking.environment;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.core.secret.SecretCorpus;
import io.lifecycle4j.tracking.EnvironmentAllowList;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Lines that hold secrets and lines that hold none, in each place that they may come from. */
class SecretCorpusTest {
  static final List<String> HIDDEN = SecretCorpus.lines("hidden.txt");
  static final List<String> SHAPES = SecretCorpus.lines("shapes.txt");
  static final List<String> SHOWN = SecretCorpus.lines("shown.txt");

  private static final String REDACTED = "<redacted>";
  private static final Map<String, UnaryOperator<String>> PLACES = places();

  private static Map<String, UnaryOperator<String>> places() {
    Map<String, UnaryOperator<String>> places = new LinkedHashMap<>();
    places.put("fact", line -> fact(facts -> facts.put("x", line), "x"));
    places.put(
        "environment variable",
        line -> settings(Map.of("SETTING", line), Map.of(), Map.of(), "environment.SETTING"));
    places.put(
        "system property",
        line ->
            settings(
                Map.of(), Map.of("ai.djl.offline", line), Map.of(), "property.ai.djl.offline"));
    places.put(
        "configuration", line -> settings(Map.of(), Map.of(), Map.of("x", line), "config.x"));
    return places;
  }

  private interface Gathering {
    void into(EnvironmentFacts facts);
  }

  private static String fact(Gathering gathering, String key) {
    EnvironmentFacts facts = new EnvironmentFacts();
    gathering.into(facts);
    return String.valueOf(facts.all().get(key));
  }

  private static String settings(
      Map<String, String> variables,
      Map<String, String> properties,
      Map<String, String> configuration,
      String key) {
    FactSources sources = new FactSources(Path.of("/"), variables, () -> properties);
    CaptureSettings settings =
        CaptureSettings.none()
            .allowed(new EnvironmentAllowList(Set.of("SETTING"), Set.of(), Set.of()))
            .configuration(configuration);
    return fact(facts -> SettingFacts.gather(sources, settings, facts), key);
  }

  @ParameterizedTest
  @FieldSource("HIDDEN")
  void aSecretIsTakenOutWhereverItComesFrom(String line) {
    for (String secret : List.of("hunter", "hunter2", "Hunt-er_22.3")) {
      hides(line, secret);
    }
  }

  private static void hides(String line, String secret) {
    PLACES.forEach(
        (place, filter) ->
            assertThat(filter.apply(line.replace("PW", secret)))
                .as(place)
                .doesNotContainIgnoringCase("hunt")
                .contains(REDACTED));
  }

  @ParameterizedTest
  @FieldSource("SHAPES")
  void whatLooksLikeASecretIsTakenOutUnderAnyName(String line) {
    PLACES.forEach(
        (place, filter) -> {
          assertThat(filter.apply(line)).as(place).isEqualTo(REDACTED);
          assertThat(filter.apply("see '" + line + "'; y"))
              .as(place)
              .isEqualTo("see '" + REDACTED + "'; y");
          assertThat(filter.apply("\"a\\n" + line + " b\""))
              .as(place)
              .isEqualTo("\"a\\n" + REDACTED + " b\"");
        });
  }

  @ParameterizedTest
  @FieldSource("SHOWN")
  void anOrdinaryLineIsShownWhereverItComesFrom(String line) {
    PLACES.forEach((place, filter) -> assertThat(filter.apply(line)).as(place).isEqualTo(line));
  }
}
