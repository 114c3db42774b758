package io.lifecycle4j.core.registry;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.Conditions;
import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.core.json.WithoutNulls;
import io.lifecycle4j.core.model.ModelForms;
import io.lifecycle4j.evaluation.FalsePromotions;
import io.lifecycle4j.evaluation.StressTest;
import io.lifecycle4j.registry.Approvals;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.PolicyGate;
import io.lifecycle4j.registry.PromotionPolicy;
import io.lifecycle4j.registry.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The JSON forms of entries and changes of the registry. */
final class RegistryForms {
  /** For changes. */
  static final Json CHANGES =
      ModelForms.JSON.with(
          forms -> {
            forms.setMixInAnnotation(Change.class, Named.class);
            forms.setMixInAnnotation(StressTest.class, StressNames.class);
            forms.form(GateVerdict.class, GateLine.class, GateLine::of, GateLine::gateVerdict);
            forms.form(PolicyGate.class, GateForm.class, GateForm::of, GateForm::policyGate);
            forms.form(PromotionPolicy.class, PolicyLine.class, PolicyLine::of, PolicyLine::policy);
            forms.form(Condition.class, String.class, Condition::toString, Conditions::parse);
            forms.form(Verdict.class, String.class, RegistryForms::text, RegistryForms::verdict);
          });

  /** For entries, with their changes unparsed. */
  static final Json LINES =
      ModelForms.JSON.with(
          forms -> forms.json(ChangeForm.class, ChangeForm::json, ChangeForm::new));

  private RegistryForms() {}

  /** What {@link ChangeForm} adds is no part of the class of a change. */
  @JsonIgnoreProperties({"effect", "kind", "needs"})
  private interface Named {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = StressTest.Missing.class, name = "missing"),
    @JsonSubTypes.Type(value = StressTest.MissingAtRandom.class, name = "missingAtRandom"),
    @JsonSubTypes.Type(value = StressTest.Noise.class, name = "noise"),
    @JsonSubTypes.Type(value = StressTest.WrongUnit.class, name = "wrongUnit"),
    @JsonSubTypes.Type(value = StressTest.UnseenCategory.class, name = "unseenCategory"),
    @JsonSubTypes.Type(value = StressTest.Shifted.class, name = "shifted"),
    @JsonSubTypes.Type(value = StressTest.Cropped.class, name = "cropped"),
    @JsonSubTypes.Type(value = StressTest.Darkened.class, name = "darkened"),
    @JsonSubTypes.Type(value = StressTest.Fgsm.class, name = "fgsm"),
    @JsonSubTypes.Type(value = StressTest.RandomSigns.class, name = "randomSigns")
  })
  private interface StressNames {}

  /**
   * See {@link GateVerdict}.
   *
   * @param figures numbers by name, or null if there are none
   * @param rowsRead true, or null if the gate opened no rows
   * @param unsafeToLoad true, or null if the version may be loaded
   * @param undefinedMetric true, or null if no metric is undefined
   */
  @WithoutNulls
  private record GateLine(
      String gate,
      Verdict verdict,
      String explanation,
      @Nullable Map<String, Double> figures,
      @Nullable Boolean rowsRead,
      @Nullable Boolean unsafeToLoad,
      @Nullable Boolean undefinedMetric) {
    static GateLine of(GateVerdict verdict) {
      return new GateLine(
          verdict.gate(),
          verdict.verdict(),
          verdict.explanation(),
          verdict.figures().isEmpty() ? null : verdict.figures(),
          verdict.rowsRead() ? true : null,
          verdict.unsafeToLoad() ? true : null,
          verdict.undefinedMetric() ? true : null);
    }

    GateVerdict gateVerdict() {
      GateVerdict.Builder said =
          GateVerdict.builder(gate, verdict, explanation)
              .figures(figures == null ? Map.of() : figures);
      if (Boolean.TRUE.equals(rowsRead)) {
        said.rowsRead();
      }
      if (Boolean.TRUE.equals(unsafeToLoad)) {
        said.unsafeToLoad();
      }
      return (Boolean.TRUE.equals(undefinedMetric) ? said.undefinedMetric() : said).build();
    }
  }

  /**
   * See {@link PromotionPolicy}.
   *
   * @param falsePromotions null if nothing is promised
   */
  private record PolicyLine(
      Approvals approvals, @Nullable FalsePromotions falsePromotions, List<PolicyGate> gates) {
    static PolicyLine of(PromotionPolicy policy) {
      return new PolicyLine(
          policy.approvals(), policy.falsePromotions().orElse(null), policy.gates());
    }

    PromotionPolicy policy() {
      PromotionPolicy.Builder policy = PromotionPolicy.builder().approvals(approvals).gates(gates);
      return (falsePromotions == null ? policy : policy.falsePromotions(falsePromotions)).build();
    }
  }

  private static String text(Verdict verdict) {
    return verdict.name().toLowerCase(Locale.ROOT);
  }

  /** Returns the verdict; an unknown one is read as an error. */
  private static Verdict verdict(String said) {
    return Stream.of(Verdict.values())
        .filter(verdict -> text(verdict).equals(said))
        .findFirst()
        .orElse(Verdict.ERROR);
  }
}
