"""The parameters of the rules in the catalogue, by control, with the values that Security Hub has, or stricter ones.

https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-controls-reference.html and, for each rule,
https://docs.aws.amazon.com/config/latest/developerguide/managed-rules-by-aws-config.html
"""

from collections.abc import Mapping

from strongroom.observability._compliance._parameters import Fixed, Flag, OneOf, Parameter, Ports, Texts, WholeNumber

_LISTENER_POLICIES = (
    "ELBSecurityPolicy-TLS13-1-3-2021-06",
    "ELBSecurityPolicy-TLS13-1-3-FIPS-2023-04",
    "ELBSecurityPolicy-TLS13-1-3-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-3-FIPS-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
    "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-2023-04",
    "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-PQ-2025-09",
)
_OWNER_ACTIONS = (
    "s3:DeleteBucketPolicy,s3:PutBucketAcl,s3:PutBucketPolicy,s3:PutEncryptionConfiguration,s3:PutObjectAcl"
)
_RISKY_PORTS = (
    *(20, 21, 22, 23, 25, 110, 135, 143, 445, 1433, 1434, 3000, 3306, 3389, 4333, 5000, 5432, 5500, 5601),
    *(8080, 8088, 8888, 9200, 9300),
)
_DECRYPT = Fixed("blockedActionsPatterns", "kms:Decrypt,kms:ReEncryptFrom")
_WITHOUT_BOUNDARIES = Flag("excludePermissionBoundaryPolicy", True)
_ZONES = WholeNumber("minAvailabilityZones", 2, 2, 6)
_REMOTE_PORTS = Ports("restrictPorts", (22, 3389))

PARAMETERS: Mapping[str, tuple[Parameter, ...]] = {
    "ACM.1": (WholeNumber("daysToExpiration", 30, 14, 365),),
    "AutoScaling.2": (_ZONES,),
    "CloudFront.15": (Fixed("securityPolicies", "TLSv1.2_2021,TLSv1.2_2025,TLSv1.3_2025"),),
    "CloudTrail.1": (Fixed("readWriteType", "ALL"), Fixed("includeManagementEvents", "true")),
    "CloudWatch.15": (
        Fixed("alarmActionRequired", "true"),
        Flag("insufficientDataActionRequired", False),
        Flag("okActionRequired", False),
    ),
    "CloudWatch.16": (OneOf("MinRetentionTime", 365, (365, 400, 545, 731, 1827, 3653)),),
    "EC2.6": (OneOf("trafficType", "REJECT", ("ACCEPT", "ALL", "REJECT")),),
    "EC2.10": (Fixed("serviceNames", "ec2"),),
    # Each port that is not named has a default of AWS's own, such as 3306.
    "EC2.14": (*(Fixed(f"blockedPort{number}", "3389") for number in range(1, 6)), Fixed("blockedPorts", "3389")),
    "EC2.18": (Ports("authorizedTcpPorts", (80, 443)),),
    "EC2.19": (Ports("blockedPorts", _RISKY_PORTS),),
    "EC2.25": (Texts("exemptedLaunchTemplates", "ids of launch templates"),),
    "EC2.53": (Fixed("ipType", "IPv4"), _REMOTE_PORTS),
    "EC2.54": (Fixed("ipType", "IPv6"), _REMOTE_PORTS),
    "EC2.55": (Fixed("serviceNames", "ecr.api"),),
    "EC2.56": (Fixed("serviceNames", "ecr.dkr"),),
    "EC2.57": (Fixed("serviceNames", "ssm"),),
    "ELB.12": (Fixed("desyncMode", "defensive,strictest"),),
    "ELB.13": (_ZONES,),
    "ELB.17": (Fixed("sslPolicies", ",".join(_LISTENER_POLICIES)),),
    "IAM.1": (_WITHOUT_BOUNDARIES,),
    "IAM.3": (WholeNumber("maxAccessKeyAge", 90, 1, 90),),
    "IAM.7": (
        Flag("RequireUppercaseCharacters", True),
        Flag("RequireLowercaseCharacters", True),
        Flag("RequireSymbols", True),
        Flag("RequireNumbers", True),
        WholeNumber("MinimumPasswordLength", 14, 8, 128),
        WholeNumber("PasswordReusePrevention", 24, 1, 24),
        WholeNumber("MaxPasswordAge", 90, 1, 1095),
    ),
    "IAM.8": (WholeNumber("maxCredentialUsageAge", 90, 1, 90),),
    "IAM.11": (Fixed("RequireUppercaseCharacters", "true"),),
    "IAM.12": (Fixed("RequireLowercaseCharacters", "true"),),
    "IAM.13": (Fixed("RequireSymbols", "true"),),
    "IAM.14": (Fixed("RequireNumbers", "true"),),
    "IAM.15": (WholeNumber("MinimumPasswordLength", 14, 14, 128),),
    "IAM.16": (Fixed("PasswordReusePrevention", "24"),),
    "IAM.17": (WholeNumber("MaxPasswordAge", 90, 1, 90),),
    "IAM.18": (
        Fixed("policyARN", "arn:{partition}:iam::aws:policy/AWSSupportAccess"),
        Fixed("policyUsageType", "ANY"),
    ),
    "IAM.21": (_WITHOUT_BOUNDARIES,),
    "IAM.22": (WholeNumber("maxCredentialUsageAge", 45, 1, 45),),
    "IAM.27": (Fixed("policyArns", "arn:{partition}:iam::aws:policy/AWSCloudShellFullAccess"),),
    "KMS.1": (_DECRYPT, _WITHOUT_BOUNDARIES),
    "KMS.2": (_DECRYPT,),
    "RDS.11": (WholeNumber("backupRetentionMinimum", 7, 7, 35), Flag("checkReadReplicas", False)),
    "S3.1": (
        Fixed("BlockPublicAcls", "true"),
        Fixed("BlockPublicPolicy", "true"),
        Fixed("IgnorePublicAcls", "true"),
        Fixed("RestrictPublicBuckets", "true"),
    ),
    "S3.6": (Fixed("blacklistedActionPattern", _OWNER_ACTIONS),),
    "S3.8": (Texts("excludedPublicBuckets", "names of buckets"),),
    "S3.13": (Texts("bucketNames", "names of buckets"),),
    "SecretsManager.1": (WholeNumber("maximumAllowedRotationFrequency", 90, 1, 365),),
    "SecretsManager.3": (WholeNumber("unusedForDays", 90, 1, 365),),
    "SecretsManager.4": (WholeNumber("maxDaysSinceRotation", 90, 1, 180),),
}
"""What can be given, or is fixed, for the rule of each control; nothing for the rest."""
