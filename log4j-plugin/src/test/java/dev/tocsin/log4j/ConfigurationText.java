package dev.tocsin.log4j;

import java.util.stream.Stream;

/**
 * One configuration in each of Log4j's formats.
 *
 * @param name of the file
 * @param text with {@code DIR} for the folder
 */
record ConfigurationText(String name, String text) {
  static Stream<ConfigurationText> all() {
    return Stream.of(
        new ConfigurationText(
            "log4j2.xml",
            """
            <Configuration status="off">
              <Properties><Property name="dir">DIR</Property></Properties>
              <Appenders>
                <SecurityAudit name="audit" fileName="${dir}/security_audit.log" source="shop"
                               filePattern="${dir}/security_audit-%d{yyyy-MM-dd}-%i.log.gz"
                               fsync="everysec" asyncTimeoutMillis="5000">
                  <Policies><SizeBasedTriggeringPolicy size="10 KB"/></Policies>
                  <Retention days="400"/>
                </SecurityAudit>
              </Appenders>
              <Loggers><Root level="error"><AppenderRef ref="audit"/></Root></Loggers>
            </Configuration>
            """),
        new ConfigurationText(
            "log4j2.json",
            """
            {"Configuration": {
              "status": "off",
              "Properties": {"Property": {"name": "dir", "value": "DIR"}},
              "Appenders": {
                "SecurityAudit": {
                  "name": "audit", "fileName": "${dir}/security_audit.log", "source": "shop",
                  "filePattern": "${dir}/security_audit-%d{yyyy-MM-dd}-%i.log.gz",
                  "fsync": "everysec", "asyncTimeoutMillis": "5000",
                  "Policies": {"SizeBasedTriggeringPolicy": {"size": "10 KB"}},
                  "Retention": {"days": "400"}
                }
              },
              "Loggers": {"Root": {"level": "error", "AppenderRef": {"ref": "audit"}}}
            }}
            """),
        new ConfigurationText(
            "log4j2.yaml",
            """
            Configuration:
              status: off
              Properties:
                Property: {name: dir, value: DIR}
              Appenders:
                SecurityAudit:
                  name: audit
                  fileName: "${dir}/security_audit.log"
                  filePattern: "${dir}/security_audit-%d{yyyy-MM-dd}-%i.log.gz"
                  source: shop
                  fsync: everysec
                  asyncTimeoutMillis: 5000
                  Policies: {SizeBasedTriggeringPolicy: {size: 10 KB}}
                  Retention: {days: 400}
              Loggers:
                Root: {level: error, AppenderRef: {ref: audit}}
            """),
        new ConfigurationText(
            "log4j2.properties",
            """
            status = off
            property.dir = DIR
            appender.audit.type = SecurityAudit
            appender.audit.name = audit
            appender.audit.fileName = ${dir}/security_audit.log
            appender.audit.filePattern = ${dir}/security_audit-%d{yyyy-MM-dd}-%i.log.gz
            appender.audit.source = shop
            appender.audit.fsync = everysec
            appender.audit.asyncTimeoutMillis = 5000
            appender.audit.policies.type = Policies
            appender.audit.policies.size.type = SizeBasedTriggeringPolicy
            appender.audit.policies.size.size = 10 KB
            appender.audit.retention.type = Retention
            appender.audit.retention.days = 400
            rootLogger.level = error
            rootLogger.appenderRef.audit.ref = audit
            """));
  }

  @Override
  public String toString() {
    return name;
  }
}
