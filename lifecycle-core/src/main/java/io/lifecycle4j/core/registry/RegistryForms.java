package io.lifecycle4j.core.registry;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.lifecycle4j.core.json.Forms;
import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.core.json.ServiceClasses;
import io.lifecycle4j.core.model.ModelForms;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.Verdict;
import io.lifecycle4j.registry.spi.ChangeProvider;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Changes of the registry carry the name of their kind; one that is not known is read as such. */
final class RegistryForms {
  private static final Map<String, Class<? extends Change>> ALL =
      ServiceClasses.find(
          Map.of(
              "registered", Change.VersionRegistered.class,
              "moved", Change.AliasMoved.class,
              "judged", Change.Judged.class),
          ChangeProvider.class,
          ChangeProvider::changes);

  /** Writes and reads them, and what is left of them. */
  static final Json JSON = ModelForms.JSON.with(RegistryForms::register);

  private RegistryForms() {}

  private static void register(Forms forms) {
    forms.setMixInAnnotation(Change.class, Kinds.class);
    forms.named(Change.class, ChangeProvider.class, ALL);
    forms.form(GateVerdict.class, GateLine.class, GateLine::of, GateLine::gateVerdict);
    forms.form(Verdict.class, String.class, RegistryForms::text, RegistryForms::verdict);
  }

  @JsonTypeInfo(
      use = JsonTypeInfo.Id.NAME,
      property = "kind",
      visible = true,
      defaultImpl = Change.Unknown.class)
  private interface Kinds {}

  /** See {@link GateVerdict}. */
  private record GateLine(String gate, Verdict verdict, String explanation) {
    static GateLine of(GateVerdict verdict) {
      return new GateLine(verdict.gate(), verdict.verdict(), verdict.explanation());
    }

    GateVerdict gateVerdict() {
      return GateVerdict.builder(gate, verdict, explanation).build();
    }
  }

  private static String text(Verdict verdict) {
    return verdict.name().toLowerCase(Locale.ROOT);
  }

  /** A verdict that is not known counts as an error. */
  private static Verdict verdict(String said) {
    return Stream.of(Verdict.values())
        .filter(verdict -> text(verdict).equals(said))
        .findFirst()
        .orElse(Verdict.ERROR);
  }
}
