package dev.tocsin.doctor;

import dev.tocsin.log4j.AuditInspection;

/**
 * The application that is looked at.
 *
 * @param configuration what it starts Log4j with
 * @param jvm what is known of its process
 */
record Application(AuditInspection configuration, JvmFacts jvm) {}
