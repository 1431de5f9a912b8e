"""The banking portal: what it is made of, and how the parts meet."""

import pulumi
from backend import check_cidr_block, make_database, make_network, make_service
from cdn import make_pages, make_site
from config import Settings
from deletion_guard import DeletionGuard
from monitoring import make_alarms, make_audit, make_budget, make_dashboard
from shared import check_partition, check_tags, make_keys, make_logs, make_name, make_topics

from strongroom.core import load_settings

settings = load_settings(Settings)
check_partition()
check_tags(settings)
check_cidr_block(settings)
guard = DeletionGuard(protected=settings.is_protected)

keys = make_keys(settings)
topics = make_topics(settings, keys)
logs = make_logs(settings, keys)
name = make_name(settings)

network = make_network(settings, keys)
database = make_database(settings, keys, network, topics)
service = make_service(settings, keys, logs, name, network, database, topics)

pages = make_pages(settings, keys, logs)
site = make_site(settings, keys, logs, name, pages, service)

alarms = make_alarms(settings, topics, service, database, site)
dashboard = make_dashboard(settings, alarms, service, database, site)
trail = make_audit(settings, keys, logs, topics)
make_budget(settings, topics)
guard.close()

pulumi.export("environment", settings.environment_suffix)
pulumi.export("url", site.url)
pulumi.export("name_servers", name and name.name_servers)
pulumi.export("ds_record", name and name.ds_record)
pulumi.export("distribution_id", site.distribution_id)
pulumi.export("distribution_domain_name", site.domain_name)
pulumi.export("web_acl_arn", site.web_acl_arn)
pulumi.export("web_acl_log_group_name", site.web_acl_log_group_name)
pulumi.export("invalidation_command", site.invalidation_command)
pulumi.export("load_balancer_arn", service.load_balancer_arn)
pulumi.export("load_balancer_dns_name", service.dns_name)
pulumi.export("auto_scaling_group_name", service.auto_scaling_group_name)
pulumi.export("scaling_policy_arns", service.scaling_policy_arns)
pulumi.export("scaling_alarm_arns", service.scaling_alarm_arns)
pulumi.export("database_identifier", database.identifier)
pulumi.export("database_endpoint", database.endpoint)
pulumi.export("database_port", database.port)
pulumi.export("database_secret_arn", database.secret_arn)
pulumi.export("vpc_id", network.vpc_id)
pulumi.export("subnet_ids", {tier: subnets.ids for tier, subnets in network.subnets.items()})
pulumi.export("nat_public_ips", network.nat_public_ips)
pulumi.export("flow_log_group_name", network.flow_log_group_name)
pulumi.export("kms_key_arn", keys.here)
pulumi.export("us_east_1_key_arn", keys.us_east_1)
pulumi.export("site_bucket_name", pages.bucket_name)
pulumi.export("access_log_bucket_name", logs.access.bucket_name)
pulumi.export("audit_bucket_name", logs.audit.bucket_name)
pulumi.export("topic_arn", topics.here.topic_arn)
pulumi.export("us_east_1_topic_arn", topics.us_east_1.topic_arn)
pulumi.export("alarm_arns", [arn for each in alarms for arn in each.alarm_arns.values()])
pulumi.export("dashboard_url", dashboard.url)
pulumi.export("trail_arn", trail and trail.trail_arn)
