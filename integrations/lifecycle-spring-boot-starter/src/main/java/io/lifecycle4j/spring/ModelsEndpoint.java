package io.lifecycle4j.spring;

import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.ModelAlias;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/** Shows the models of the application: which version serves, the aliases, the last decisions. */
@Endpoint(id = "models")
public class ModelsEndpoint {
  private static final int TAIL = 20;

  private final ManagedModelFactory models;

  ModelsEndpoint(ManagedModelFactory models) {
    this.models = models;
  }

  /**
   * Lists the models.
   *
   * @return by name, which version serves
   */
  @ReadOperation
  public Map<String, Object> models() {
    Map<String, Object> shown = new LinkedHashMap<>();
    models.opened().forEach(model -> shown.put(model.name(), ModelSummaries.serving(model)));
    return shown;
  }

  /**
   * Shows a model.
   *
   * @param name the name
   * @return which version serves, the aliases, and the newest 20 records of the audit trail, the
   *     newest first; null if the application has no such model
   */
  @ReadOperation
  public @Nullable Map<String, Object> model(@Selector String name) {
    return models.find(name).map(ModelsEndpoint::shown).orElse(null);
  }

  private static Map<String, Object> shown(ManagedModel<?, ?> model) {
    Map<String, Object> shown = ModelSummaries.serving(model);
    Map<String, Integer> aliases = new LinkedHashMap<>();
    for (ModelAlias alias : model.aliases()) {
      aliases.put(alias.name(), alias.version());
    }
    shown.put("aliases", aliases);
    List<AuditRecord> history = model.history();
    List<Map<String, Object>> tail = new java.util.ArrayList<>();
    for (int i = history.size() - 1; i >= Math.max(0, history.size() - TAIL); i--) {
      tail.add(ModelSummaries.record(history.get(i)));
    }
    shown.put("audit", tail);
    return shown;
  }

  /** Returns the models of the application. */
  final ManagedModelFactory factory() {
    return models;
  }
}
