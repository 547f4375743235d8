package dev.tocsin.log4j;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.notify.Receiver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.Node;
import org.apache.logging.log4j.core.config.xml.XmlConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code <Receiver>} takes, as Log4j reads it, and what it refuses. */
class ReceiverElementTest {
  @TempDir private Path folder;

  /** As Log4j makes it of XML; FILE and EMPTY stand for files with and without a secret. */
  private ReceiverElement element(String attributes) throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "open sesame\n");
    Path empty = Files.writeString(folder.resolve("empty"), "\n");
    String xml =
        "<Configuration status='off'><Appenders/><Receiver "
            + attributes
                .replace("FILE", secret.toString())
                .replace("EMPTY", empty.toString())
                .replace("DIR", folder.toString())
            + "/></Configuration>";
    XmlConfiguration configuration =
        new XmlConfiguration(
            new LoggerContext("receivers"),
            new ConfigurationSource(new ByteArrayInputStream(xml.getBytes(UTF_8))));
    configuration.initialize();
    return configuration.getRootNode().getChildren().stream()
        .filter(node -> node.getName().equals("Receiver"))
        .map(Node::<ReceiverElement>getObject)
        .findFirst()
        .orElseThrow();
  }

  private Receiver receiver(String attributes) throws IOException {
    ReceiverElement element = element(attributes);
    assertThat(element.errors()).isEmpty();
    return Objects.requireNonNull(element.receiver());
  }

  @Test
  void takesAnAlertmanagerAndAWebhook() throws IOException {
    Receiver soc = receiver("name='soc' type='alertmanager' url='http://127.0.0.1:9093/am/'");
    assertThat(soc.kind()).isEqualTo(Receiver.Kind.ALERTMANAGER);
    assertThat(soc.url()).hasToString("http://127.0.0.1:9093/am/");
    Receiver hook =
        receiver("name='h' type='WebHook' url='https://h.example/x?a=b' secretFile='FILE'");
    assertThat(hook.kind()).isEqualTo(Receiver.Kind.WEBHOOK);
    assertThat(hook.signingKey()).isPresent();
    assertThat(
            receiver("name='a' type='alertmanager' url='https://a' user='u' passwordFile='FILE'"))
        .extracting(each -> each.credentials().orElseThrow().user().orElseThrow())
        .isEqualTo("u");
    assertThat(receiver("name='a' type='alertmanager' url='https://a' tokenEnv='PATH'"))
        .extracting(each -> each.credentials().orElseThrow().user().isPresent())
        .isEqualTo(false);
  }

  @Test
  void showsNoSecretNorWhatStandsBehindTheHost() throws IOException {
    ReceiverElement hook =
        element("name='h' type='webhook' url='https://h.example/T0P/secret' secretFile='FILE'");
    assertThat(hook).hasToString("Receiver(h (webhook at https://h.example))");
    assertThat(String.valueOf(hook.receiver())).doesNotContain("T0P", "sesame");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          type='alertmanager' url='http://a' | Receiver: name is missing: give it the name that rules use, as in name="soc"
          name='0' type='alertmanager' url='http://a' | Receiver "0": name: use a letter, then letters, digits, _ and -, at most 64 characters
          name='a' url='http://a' | Receiver "a": type is missing: use alertmanager or webhook
          name='a' type='mail' url='http://a' | Receiver "a": type "mail": use alertmanager or webhook
          name='a' type='alertmanager' | Receiver "a": url is missing: name its address, as in http://127.0.0.1:9093
          name='a' type='alertmanager' url='127.0.0.1' | Receiver "a": url: begin it with http:// or https://
          name='a' type='alertmanager' url='file:///etc/passwd' | Receiver "a": url: begin it with http:// or https://
          name='a' type='alertmanager' url='http:///x' | Receiver "a": url: names no host and port, as in https://host:9093
          name='a' type='alertmanager' url='http://u:p@a' | Receiver "a": url: holds a user or password, which does not stand in an address: use user with passwordFile or passwordEnv
          name='a' type='alertmanager' url='http://a/#x' | Receiver "a": url: holds a #, which is never sent: leave it out
          name='a' type='alertmanager' url='http://a b' | Receiver "a": url: is no address (Illegal character in authority): correct it
          name='a' type='alertmanager' url='${env:NO_SUCH}' | Receiver "a": url: ${env:NO_SUCH} has no value; give it one, or a default, as in ${env:NAME:-value}
          name='a' type='webhook' url='http://a' | Receiver "a": a webhook is signed: name its secret in secretFile or secretEnv
          name='a' type='webhook' url='http://a' secret='x' | Receiver "a": secret: does not stand in the configuration: put it into a file or a variable, and name that in secretFile or secretEnv
          name='a' type='alertmanager' url='http://a' password='x' | Receiver "a": password: does not stand in the configuration: put it into a file or a variable, and name that in passwordFile or passwordEnv
          name='a' type='alertmanager' url='http://a' secretFile='FILE' | Receiver "a": an Alertmanager checks no signature: leave secretFile and secretEnv out; for its password or token use passwordFile or tokenFile
          name='a' type='webhook' url='http://a' secretFile='FILE' secretEnv='PATH' | Receiver "a": secretFile and secretEnv: keep one of them
          name='a' type='webhook' url='http://a' secretFile='DIR/none' | Receiver "a": secretFile DIR/none: no such file; put the secret there
          name='a' type='webhook' url='http://a' secretFile='EMPTY' | Receiver "a": secretFile DIR/empty: is empty; put the secret there
          name='a' type='webhook' url='http://a' secretEnv='NO_SUCH' | Receiver "a": secretEnv NO_SUCH: no such environment variable; put the secret there
          name='a' type='alertmanager' url='http://a' user='u' | Receiver "a": user: has no password: add passwordFile or passwordEnv
          name='a' type='alertmanager' url='http://a' passwordFile='FILE' | Receiver "a": a password without a user: add user="…"
          name='a' type='alertmanager' url='http://a' user='a:b' passwordFile='FILE' | Receiver "a": user "a:b": use a name without a colon
          name='a' type='alertmanager' url='http://a' user='u' passwordFile='FILE' tokenFile='FILE' | Receiver "a": a password and a token: keep one of them
          name='a' type='alertmanager' kind='webhook' url='http://a' | Receiver "a": type and kind are the same: give one of them
          name='a' type='alertmanager' url='http://a' colour='red' | Receiver "a": unknown attribute "colour": use one of name, type, kind, url, secretFile, secretEnv, user, passwordFile, passwordEnv, tokenFile, tokenEnv
          """)
  void refusesInOneLine(String attributes, String message) throws IOException {
    ReceiverElement element = element(attributes);
    assertThat(element.receiver()).isNull();
    assertThat(element.errors()).contains(message.replace("DIR", folder.toString()));
  }
}
