package dev.tocsin.log4j;

import dev.tocsin.event.Quote;
import dev.tocsin.notify.Receiver;
import dev.tocsin.notify.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.Node;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderAttribute;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderFactory;
import org.apache.logging.log4j.core.config.plugins.PluginConfiguration;
import org.apache.logging.log4j.core.config.plugins.PluginNode;
import org.jspecify.annotations.Nullable;

/**
 * Where alerts are told: {@code <Receiver name="soc" type="alertmanager"
 * url="http://127.0.0.1:9093"/>}. Rules name receivers; their addresses and secrets stand here and
 * nowhere else.
 */
@Plugin(name = "Receiver", category = Node.CATEGORY, printObject = true)
public final class ReceiverElement {
  private final @Nullable Receiver receiver;
  private final List<String> errors;

  private ReceiverElement(@Nullable Receiver receiver, List<String> errors) {
    this.receiver = receiver;
    this.errors = List.copyOf(errors);
  }

  @PluginBuilderFactory
  public static Builder newBuilder() {
    return new Builder();
  }

  /** What it says, or null if that is wrong. */
  @Nullable Receiver receiver() {
    return receiver;
  }

  List<String> errors() {
    return errors;
  }

  @Override
  public String toString() {
    return "Receiver(" + receiver + ")";
  }

  /** Filled by Log4j from the configuration. */
  public static final class Builder
      implements org.apache.logging.log4j.core.util.Builder<ReceiverElement> {
    private static final String ATTRIBUTES =
        "name, type, kind, url, secretFile, secretEnv, user, passwordFile, passwordEnv, tokenFile,"
            + " tokenEnv";

    /** What somebody may try, who is to find out that a secret does not stand there. */
    private static final List<String> LITERALS = List.of("secret", "password", "token");

    @PluginBuilderAttribute private @Nullable String name;
    @PluginBuilderAttribute private @Nullable String type;
    @PluginBuilderAttribute private @Nullable String kind;
    @PluginBuilderAttribute private @Nullable String url;
    @PluginBuilderAttribute private @Nullable String secretFile;
    @PluginBuilderAttribute private @Nullable String secretEnv;
    @PluginBuilderAttribute private @Nullable String user;
    @PluginBuilderAttribute private @Nullable String passwordFile;
    @PluginBuilderAttribute private @Nullable String passwordEnv;
    @PluginBuilderAttribute private @Nullable String tokenFile;
    @PluginBuilderAttribute private @Nullable String tokenEnv;
    @PluginNode private @Nullable Node node;
    @PluginConfiguration private @Nullable Configuration configuration;

    private final List<String> errors = new ArrayList<>();

    /** As rules name it; required. */
    public Builder setName(@Nullable String value) {
      this.name = value;
      return this;
    }

    /** {@code alertmanager} or {@code webhook}; required. */
    public Builder setType(@Nullable String value) {
      this.type = value;
      return this;
    }

    /** The same, for formats in which {@code type} is the name of the plugin. */
    public Builder setKind(@Nullable String value) {
      this.kind = value;
      return this;
    }

    /** Http or https; required. */
    public Builder setUrl(@Nullable String value) {
      this.url = value;
      return this;
    }

    /** File with the key of a webhook's signature. */
    public Builder setSecretFile(@Nullable String value) {
      this.secretFile = value;
      return this;
    }

    /** Environment variable with it. */
    public Builder setSecretEnv(@Nullable String value) {
      this.secretEnv = value;
      return this;
    }

    /** For basic authentication. */
    public Builder setUser(@Nullable String value) {
      this.user = value;
      return this;
    }

    /** File with its password. */
    public Builder setPasswordFile(@Nullable String value) {
      this.passwordFile = value;
      return this;
    }

    /** Environment variable with it. */
    public Builder setPasswordEnv(@Nullable String value) {
      this.passwordEnv = value;
      return this;
    }

    /** File with a bearer token. */
    public Builder setTokenFile(@Nullable String value) {
      this.tokenFile = value;
      return this;
    }

    /** Environment variable with it. */
    public Builder setTokenEnv(@Nullable String value) {
      this.tokenEnv = value;
      return this;
    }

    @Override
    public ReceiverElement build() {
      if (name == null || name.isBlank()) {
        errors.add(
            "Receiver: name is missing: give it the name that rules use, as in name=\"soc\"");
      }
      Receiver.Kind spoken = kind();
      URI address = address();
      Optional<Secret> signingKey = secret("secret", secretFile, secretEnv);
      Optional<Receiver.Credentials> credentials = credentials();
      unknownParts();
      if (errors.isEmpty() && name != null && spoken != null && address != null) {
        try {
          return new ReceiverElement(
              new Receiver(name.strip(), spoken, address, signingKey, credentials), errors);
        } catch (IllegalArgumentException e) {
          errors.add(named() + e.getMessage());
        }
      }
      return new ReceiverElement(null, errors);
    }

    private String named() {
      return name == null ? "Receiver: " : "Receiver " + Quote.of(name) + ": ";
    }

    private Receiver.@Nullable Kind kind() {
      String given = type == null ? kind : type;
      if (type != null && kind != null) {
        errors.add(named() + "type and kind are the same: give one of them");
      }
      for (Receiver.Kind each : Receiver.Kind.values()) {
        if (given != null && each.text().equalsIgnoreCase(given.strip())) {
          return each;
        }
      }
      errors.add(
          named()
              + (given == null ? "type is missing" : "type " + Quote.of(given))
              + ": use alertmanager or webhook");
      return null;
    }

    private @Nullable URI address() {
      if (url == null || url.isBlank()) {
        errors.add(named() + "url is missing: name its address, as in http://127.0.0.1:9093");
        return null;
      }
      // The address may hold a secret of its own, so it stays out of the messages.
      if (hasNoValue("url", url)) {
        return null;
      }
      try {
        return new URI(url.strip());
      } catch (URISyntaxException e) {
        errors.add(named() + "url: is no address (" + e.getReason() + "): correct it");
        return null;
      }
    }

    private boolean hasNoValue(String attribute, String value) {
      int lookup = value.indexOf("${");
      if (lookup < 0) {
        return false;
      }
      int end = value.indexOf('}', lookup);
      errors.add(
          named()
              + attribute
              + ": "
              + (end < 0 ? value.substring(lookup) : value.substring(lookup, end + 1))
              + " has no value; give it one, or a default, as in ${env:NAME:-value}");
      return true;
    }

    private Optional<Receiver.Credentials> credentials() {
      Optional<Secret> password = secret("password", passwordFile, passwordEnv);
      Optional<Secret> token = secret("token", tokenFile, tokenEnv);
      boolean namesPassword = passwordFile != null || passwordEnv != null;
      boolean namesToken = tokenFile != null || tokenEnv != null;
      if ((user != null) != namesPassword) {
        errors.add(
            named()
                + (user != null
                    ? "user: has no password: add passwordFile or passwordEnv"
                    : "a password without a user: add user=\"…\""));
      } else if (user != null && (user.isBlank() || user.contains(":"))) {
        errors.add(named() + "user " + Quote.of(user) + ": use a name without a colon");
      } else if (namesPassword && namesToken) {
        errors.add(named() + "a password and a token: keep one of them");
      }
      return password
          .map(secret -> new Receiver.Credentials(Optional.ofNullable(user), secret))
          .or(() -> token.map(secret -> new Receiver.Credentials(Optional.empty(), secret)));
    }

    private Optional<Secret> secret(String what, @Nullable String file, @Nullable String variable) {
      if (file != null && variable != null) {
        errors.add(named() + what + "File and " + what + "Env: keep one of them");
        return Optional.empty();
      }
      try {
        if (variable != null) {
          return Optional.of(Secret.ofVariable(variable, System.getenv(variable)));
        }
        if (file != null && !hasNoValue(what + "File", file)) {
          return Optional.of(Secret.ofFile(Path.of(file.strip())));
        }
      } catch (IOException e) {
        String attribute = what + (variable != null ? "Env " : "File ");
        errors.add(named() + attribute + e.getMessage());
      } catch (InvalidPathException e) {
        errors.add(named() + what + "File: is no file's name here (" + e.getReason() + ")");
      }
      return Optional.empty();
    }

    private void unknownParts() {
      if (node == null || configuration == null) {
        return;
      }
      Map<String, String> left = node.getAttributes();
      for (String literal : LITERALS) {
        if (left.remove(literal) != null) {
          errors.add(
              named()
                  + literal
                  + ": does not stand in the configuration: put it into a file or a variable, and"
                  + " name that in "
                  + literal
                  + "File or "
                  + literal
                  + "Env");
        }
      }
      UnknownParts.of(node, configuration, List.of(), ATTRIBUTES)
          .forEach(unknown -> errors.add(named() + unknown));
    }
  }
}
