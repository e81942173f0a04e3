{{- define "weft-worker.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* The name of every object: the release's, with the chart's where the release's does not say it. */}}
{{- define "weft-worker.fullname" -}}
{{- $name := include "weft-worker.name" . -}}
{{- $full := ternary .Release.Name (printf "%s-%s" .Release.Name $name) (contains $name .Release.Name) -}}
{{- default $full .Values.fullnameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "weft-worker.selectorLabels" -}}
app.kubernetes.io/name: {{ include "weft-worker.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "weft-worker.labels" -}}
{{ include "weft-worker.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "weft-worker.serviceAccountName" -}}
{{- default (ternary (include "weft-worker.fullname" .) "default" .Values.serviceAccount.create) .Values.serviceAccount.name -}}
{{- end -}}

{{/*
The files of /app/conf. The configuration stays a file of its own, so that an error's line is the
line in the value. The shutdown comes after it, so that it is the one the grace period counts with.
*/}}
{{- define "weft-worker.files" -}}
{{- if regexMatch `(?m)^([^#\n]*[\s{.,"])?shutdown"?\s*[.{=:]` .Values.config -}}
{{- fail "config: it sets weft.shutdown, which the pod's grace period depends on: set shutdown.drainSeconds and shutdown.interruptSeconds instead" -}}
{{- end -}}
application.conf: |
  include required("worker.conf")
  weft.shutdown {
    drain = {{ .Values.shutdown.drainSeconds | int64 }}s
    interrupt = {{ .Values.shutdown.interruptSeconds | int64 }}s
  }
worker.conf: |2
  {{- .Values.config | nindent 2 }}
{{- end -}}

{{/* Seconds from SIGTERM to SIGKILL; the margin is for the last acknowledgements and telemetry. */}}
{{- define "weft-worker.gracePeriod" -}}
{{- $needed := add .Values.shutdown.drainSeconds .Values.shutdown.interruptSeconds -}}
{{- $given := .Values.terminationGracePeriodSeconds -}}
{{- if kindIs "invalid" $given -}}
{{- add $needed 15 -}}
{{- else if le (int64 $given) $needed -}}
{{- fail (printf "terminationGracePeriodSeconds = %d: must be above %d, which is shutdown.drainSeconds + shutdown.interruptSeconds; leave it out to have it derived" (int64 $given) $needed) -}}
{{- else -}}
{{- int64 $given -}}
{{- end -}}
{{- end -}}

{{/* Whether something else decides on the number of pods: "true" or nothing. */}}
{{- define "weft-worker.autoscaled" -}}
{{- if and .Values.hpa.enabled .Values.keda.enabled -}}
{{- fail "hpa.enabled and keda.enabled: both would set the number of pods (KEDA makes an HPA of its own); switch one off" -}}
{{- end -}}
{{- if or .Values.hpa.enabled .Values.keda.enabled -}}true{{- end -}}
{{- end -}}
